import { useEffect, useState } from 'react';
import type { BrowserCamera } from '../../camera/browser-camera.ts';
import { cameraStages, type FrameDrop, type Rates } from '../../camera/counts.ts';
import { Metric } from '../../components/metric.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import { formatBytes, formatCount, formatMillis, formatRate } from '../../format/format.ts';
import { strings } from '../../strings/strings.ts';

const every = 1000;
const drops: readonly FrameDrop[] = ['gaze', 'busy', 'link', 'model'];
const icons = { online: 'online', owed: 'warning', offline: 'offline', disabled: 'disabled' } as const;
const still: Rates = { fpsIn: 0, fpsOut: 0, stages: {} };

/** How a joined camera does, told anew every second. */
export function Running({ camera }: { readonly camera: BrowserCamera }) {
  const words = strings.join;
  const [rates, setRates] = useState(still);
  useEffect(() => {
    const timer = setInterval(() => setRates(camera.counts.take('page', performance.now())), every);
    return () => clearInterval(timer);
  }, [camera]);
  const { counts } = camera;
  const dropped = counts.dropped();
  const state = stateOf(camera);
  return (
    <div className="panel join-running">
      <p role="status" className="join-state">
        <StateBadge state={icons[state]} label={words.state[state]} />
      </p>
      <dl className="join-figures">
        <Metric name={words.framesIn} value={formatRate(rates.fpsIn)} />
        <Metric name={words.framesOut} value={formatRate(rates.fpsOut)} />
        <Metric name={words.sent} value={`${words.messages(counts.published)}, ${formatBytes(counts.bytes)}`} />
        {drops.map((reason) => (
          <Metric
            key={reason}
            name={`${words.dropped}: ${words.drops[reason]}`}
            value={formatCount(dropped[reason] ?? 0)}
          />
        ))}
        <Metric name={words.waiting} value={formatCount(camera.waiting())} />
        <Metric name={words.givenUp} value={formatCount(camera.givenUp())} />
      </dl>
      <h2>{words.stagesTitle}</h2>
      <dl className="join-figures">
        {cameraStages.map((stage) => {
          const times = rates.stages[stage];
          return <Metric key={stage} name={words.stages[stage]} value={times ? formatMillis(times.p50) : '–'} />;
        })}
      </dl>
    </div>
  );
}

function stateOf(camera: BrowserCamera): keyof typeof icons {
  if (!camera.connected()) return 'offline';
  if (camera.isSwitchedOff()) return 'disabled';
  return camera.isOwed() ? 'owed' : 'online';
}
