import type { NodeHealth, NodeView } from '@splitsight/wire';
import { memo, useState } from 'react';
import { Metric } from '../../components/metric.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import { formatAge, formatBytes, formatCount, formatMegabytes, formatMillis, formatRate } from '../../format/format.ts';
import { sumHealth } from '../../live/node-sums.ts';
import { useServerSecond } from '../../live/use-live.ts';
import { strings } from '../../strings/strings.ts';
import { NodeCameras } from './node-cameras.tsx';
import { hotFrom, manyWaiting, type NodeTrouble, silentAfter } from './node-trouble.ts';

interface NodeRowProps {
  readonly node: NodeView;
  readonly troubles: readonly NodeTrouble[];
}

/** An edge machine: how it does, and on request each of its cameras. */
export const NodeRow = memo(function NodeRow({ node, troubles }: NodeRowProps) {
  const [open, setOpen] = useState(false);
  const words = strings.nodes;
  return (
    <article
      className="node"
      data-trouble={troubles.length > 0 || node.trouble !== undefined || undefined}
      aria-label={`${node.site} / ${node.node}`}
    >
      <header className="node-head">
        <h2>{node.node}</h2>
        <StateBadge state={node.status} label={words.state[node.status]} />
        <span className="dim">{node.site}</span>
        <span className="dim">{node.version === null ? '' : `${words.version} ${node.version}`}</span>
      </header>
      {troubles.length > 0 && (
        <ul className="node-troubles">
          {troubles.map((trouble) => (
            <li key={trouble}>{words.trouble[trouble]}</li>
          ))}
        </ul>
      )}
      {node.trouble !== undefined && <p className="node-trouble">{node.trouble}</p>}
      {node.health ? <Health health={node.health} /> : <p className="dim">{words.noHealth}</p>}
      {node.health && Object.keys(node.health.cameras).length > 0 && (
        <button type="button" className="node-more" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? words.hideCameras : words.showCameras(Object.keys(node.health.cameras).length)}
        </button>
      )}
      {open && node.health && <NodeCameras site={node.site} health={node.health} />}
    </article>
  );
});

function Health({ health }: { readonly health: NodeHealth }) {
  const words = strings.nodes;
  const sums = sumHealth(health);
  const dropped = sums.dropped.map(([reason, count]) => [reason, formatCount(count)] as const);
  const temperature = health.cpu_temperature_c;
  return (
    <>
      <dl className="metrics">
        {temperature !== null && (
          <Metric
            name={words.temperature}
            value={`${Math.round(temperature)} °C`}
            {...(temperature >= hotFrom && { trouble: true })}
          />
        )}
        <Metric name={words.framesIn} value={`${formatRate(sums.framesIn)} ${words.perSecond}`} />
        <Metric name={words.framesOut} value={`${formatRate(sums.framesOut)} ${words.perSecond}`} />
        {Object.entries(health.stages_ms).map(([stage, { p50, p99 }]) => {
          const name = words.stageName(stage);
          return (
            <Metric key={stage} name={name} value={formatMillis(p50)} help={words.stage(name, formatMillis(p99))} />
          );
        })}
        <Metric name={words.memory} value={formatMegabytes(health.rss_bytes)} />
        <Metric
          name={words.waiting}
          value={formatCount(health.uplink.waiting)}
          {...(health.uplink.waiting > manyWaiting && { trouble: true })}
        />
        {health.spool && <Spooled spool={health.spool} at={health.at} />}
        {health.clock && <ClockOffset clock={health.clock} />}
        <Reported at={health.at} />
      </dl>
      {health.spool?.reason && <p className="node-drops">{health.spool.reason}</p>}
      <p className="node-drops">
        <span className="dim">{words.dropped}:</span>{' '}
        {dropped.length === 0 ? strings.common.none : words.droppedBy(dropped)}
      </p>
    </>
  );
}

interface SpooledProps {
  readonly spool: NonNullable<NodeHealth['spool']>;
  readonly at: number;
}

function Spooled({ spool, at }: SpooledProps) {
  const { onDisk, onDiskSince } = strings.nodes;
  const { messages, bytes, oldest_at, state } = spool;
  return (
    <Metric
      name={onDisk}
      value={formatCount(messages)}
      help={onDiskSince(formatBytes(bytes), oldest_at === null ? null : formatAge(at - oldest_at))}
      {...((messages > 0 || state !== 'ok') && { trouble: true })}
    />
  );
}

/** A machine whose clock is off by more is worth a look, though its captures are put right. */
const offFrom = 1000;

function ClockOffset({ clock }: { readonly clock: NonNullable<NodeHealth['clock']> }) {
  const { clock: name, clockFree, clockHelp } = strings.nodes;
  const { offset_ms: offset, error_ms: error, corrected_ms: corrected } = clock;
  if (offset === null || error === null) return <Metric name={name} value={clockFree} />;
  // The machine's clock as seen from the server: behind is less.
  const value = `${offset > 0 ? '−' : '+'}${formatGap(offset)}`;
  const help = clockHelp(formatGap(error), formatGap(corrected));
  return <Metric name={name} value={value} help={help} {...(Math.abs(offset) > offFrom && { trouble: true })} />;
}

function formatGap(gap: number): string {
  return Math.abs(gap) < 10_000 ? formatMillis(Math.abs(gap)) : formatAge(Math.abs(gap));
}

function Reported({ at }: { readonly at: number }) {
  const age = useServerSecond() - at;
  const { health, reported } = strings.nodes;
  return <Metric name={health} value={reported(formatAge(age))} {...(age > silentAfter && { trouble: true })} />;
}
