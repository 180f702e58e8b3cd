import './camera.css';

import { reviewsAnswerSchema } from '@splitsight/wire';
import { useParams } from 'wouter';
import { useApi, useOutdate } from '../../api/use-api.ts';
import { CameraPicture } from '../../components/camera-picture.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { Go } from '../../components/go.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Spinner } from '../../components/progress.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import { formatAge, formatMoment } from '../../format/format.ts';
import { nodeKey } from '../../live/live-state.ts';
import { cameraKey } from '../../live/score-book.ts';
import { useLive, useLiveMessages, useServerSecond } from '../../live/use-live.ts';
import { strings } from '../../strings/strings.ts';
import { noAlerts, useActiveAlerts } from '../live/active-alerts.ts';
import { AlertRow } from '../live/alert-row.tsx';
import { ScoreRow } from '../live/score-row.tsx';
import { CoveragePanel } from './coverage-panel.tsx';
import { SwitchControl } from './switch-control.tsx';

const noHeads: readonly string[] = [];
const alertsShown = 20;
const alertsPath = '/api/v1/reviews';

/** One camera: its state, what every head makes of it, its node and its newest alerts. */
export function CameraPage() {
  const { site = '', camera: id = '' } = useParams();
  const key = cameraKey({ site, camera: id });
  const camera = useLive((live) => live.cameras.get(key));
  const heads = useLive((live) => live.heads);
  const scored = useLive((live) => live.scored.get(key) ?? noHeads);
  const active = useActiveAlerts().get(key) ?? noAlerts;
  const words = strings.camera;
  if (!camera) {
    return (
      <div className="sheet">
        <PageHead title={words.unknown} help={`${site} / ${id}`} />
        <p>
          <Go to="/">{strings.common.toLive}</Go>
        </p>
      </div>
    );
  }
  const shown = heads.filter((head) => scored.includes(head.name));
  return (
    <div className="sheet camera-page">
      <PageHead title={camera.name} help={`${site} / ${id}`}>
        <StateBadge state={camera.state} label={strings.live.cameras.state[camera.state]} />
      </PageHead>
      {camera.reason !== null && camera.state !== 'online' && camera.state !== 'disabled' && (
        <p className="camera-reason">{camera.reason}</p>
      )}
      <SwitchControl camera={camera} />
      <Facts cameraKey={key} node={camera.node} site={site} />
      <CameraPicture site={camera.site} camera={camera.camera} />
      <section className="panel" aria-labelledby="scores-title">
        <h2 id="scores-title">{words.scores}</h2>
        {shown.map((head) => (
          <ScoreRow
            key={head.name}
            camera={camera}
            head={head}
            height={120}
            active={active.find(({ alert }) => alert.head === head.name)?.alert}
          />
        ))}
        {shown.length === 0 && (
          <p className="no-score">{heads.length === 0 ? strings.live.cameras.noHeads : strings.live.cameras.noScore}</p>
        )}
      </section>
      <CoveragePanel site={site} camera={id} />
      <Alerts site={site} camera={id} name={camera.name} />
    </div>
  );
}

interface FactsProps {
  readonly cameraKey: string;
  readonly site: string;
  readonly node: string | null;
}

function Facts({ cameraKey: key, site, node }: FactsProps) {
  const now = useServerSecond();
  const camera = useLive((live) => live.cameras.get(key));
  const view = useLive((live) => (node === null ? undefined : live.nodes.get(nodeKey({ site, node }))));
  if (!camera) return null;
  const counts = view?.health?.cameras[camera.camera];
  const words = strings.camera;
  return (
    <dl className="facts">
      {camera.since !== null && (
        <div>
          <dt>{strings.live.cameras.state[camera.state]}</dt>
          <dd>{words.since(formatMoment(camera.since, now))}</dd>
        </div>
      )}
      <div>
        <dt>{words.node}</dt>
        <dd>
          {node === null ? strings.live.cameras.noNode : <Go to={`/nodes?q=${encodeURIComponent(node)}`}>{node}</Go>}
          {view && ` · ${strings.nodes.state[view.status].toLowerCase()}`}
        </dd>
      </div>
      {counts && (
        <div>
          <dt>{words.frames}</dt>
          <dd>{words.framesInOut(counts.fps_in.toFixed(1), counts.fps_out.toFixed(1))}</dd>
        </div>
      )}
      {view?.health && (
        <div>
          <dt>{strings.nodes.health}</dt>
          <dd>{strings.nodes.reported(formatAge(now - view.health.at))}</dd>
        </div>
      )}
    </dl>
  );
}

interface AlertsProps {
  readonly site: string;
  readonly camera: string;
  readonly name: string;
}

function Alerts({ site, camera, name }: AlertsProps) {
  const answer = useApi(alertsPath, { answer: reviewsAnswerSchema, query: { site, camera, limit: alertsShown } });
  const outdate = useOutdate();
  const words = strings.camera;
  useLiveMessages((message) => {
    if (message.type !== 'alert' || message.event.type === 'update') return;
    const { after } = message.event;
    if (after.site === site && after.camera === camera) outdate([alertsPath]);
  });
  return (
    <section className="panel" aria-labelledby="camera-alerts-title">
      <h2 id="camera-alerts-title">{words.alerts}</h2>
      {answer.isPending && <Spinner label={strings.common.loading} />}
      {answer.error && <ErrorNote error={answer.error} onRetry={() => void answer.refetch()} />}
      {answer.data?.items.length === 0 && <p className="dim">{words.noAlerts}</p>}
      <ol className="alerts">
        {answer.data?.items.map(({ alert }) => (
          <AlertRow key={alert.id} entry={{ alert, shownAt: null }} cameraName={name} />
        ))}
      </ol>
      <p>
        <Go to={`/alerts?site=${encodeURIComponent(site)}&camera=${encodeURIComponent(camera)}`}>{words.allAlerts}</Go>
      </p>
    </section>
  );
}
