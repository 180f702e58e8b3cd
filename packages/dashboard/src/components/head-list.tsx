import { formatScore } from '../format/format.ts';
import { useLive } from '../live/use-live.ts';
import { strings } from '../strings.ts';
import { EmptyState } from './empty-state.tsx';
import { Metric } from './metric.tsx';
import { StateBadge } from './state-badge.tsx';

export function HeadList() {
  const heads = useLive((live) => live.heads);
  return (
    <section id="heads" aria-labelledby="heads-title">
      <h2 id="heads-title">
        {strings.heads.title}
        {heads.length > 0 && <span className="count">{heads.length}</span>}
      </h2>
      {heads.length === 0 && <EmptyState text={strings.heads.none} help={strings.heads.noneHelp} />}
      <ul className="rows">
        {heads.map((head) => (
          <li key={head.name} className="row">
            <div className="row-name">
              <h3>{head.name}</h3>
              <StateBadge state={head.severity} label={strings.alerts.severity[head.severity]} />
              <p className="dim">{head.classes.join(', ')}</p>
            </div>
            <dl className="metrics">
              <Metric name={strings.nodes.version} value={head.version} />
              <Metric
                name={strings.heads.threshold}
                value={formatScore(head.threshold)}
                help={strings.heads.thresholdHelp}
              />
              <Metric name={strings.heads.instant} value={formatScore(head.instant)} help={strings.heads.instantHelp} />
            </dl>
          </li>
        ))}
      </ul>
    </section>
  );
}
