import { EmptyState } from '../../components/empty-state.tsx';
import { Metric } from '../../components/metric.tsx';
import { formatScore } from '../../format/format.ts';
import { useLive } from '../../live/use-live.ts';
import { strings } from '../../strings/strings.ts';

export function HeadList() {
  const heads = useLive((live) => live.heads);
  return (
    <section id="heads" aria-labelledby="heads-title">
      <h2 id="heads-title">
        {strings.live.heads.title}
        {heads.length > 0 && <span className="count">{heads.length}</span>}
      </h2>
      {heads.length === 0 && <EmptyState text={strings.live.heads.none} help={strings.live.heads.noneHelp} />}
      <ul className="rows">
        {heads.map((head) => (
          <li key={head.name} className="row">
            <div className="row-name">
              <h3>{head.name}</h3>
              <p className="dim">{head.classes.join(', ')}</p>
            </div>
            <dl className="metrics">
              <Metric name={strings.live.heads.version} value={head.version} />
              <Metric
                name={strings.live.heads.threshold}
                value={formatScore(head.threshold)}
                help={strings.live.heads.thresholdHelp}
              />
              <Metric
                name={strings.live.heads.instant}
                value={formatScore(head.instant)}
                help={strings.live.heads.instantHelp}
              />
              <Metric
                name={strings.live.heads.raises}
                value={strings.live.alerts.severity[head.severity].toLowerCase()}
              />
            </dl>
          </li>
        ))}
      </ul>
    </section>
  );
}
