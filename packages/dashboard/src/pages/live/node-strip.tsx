import type { NodeHealth, NodeView } from '@splitsight/wire';
import { memo } from 'react';
import { EmptyState } from '../../components/empty-state.tsx';
import { Metric } from '../../components/metric.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import { formatAge, formatCount, formatMegabytes, formatMillis, formatRate } from '../../format/format.ts';
import { nodeKey } from '../../live/live-state.ts';
import { sumHealth } from '../../live/node-sums.ts';
import { useLive, useServerSecond } from '../../live/use-live.ts';
import { strings } from '../../strings/strings.ts';

export function NodeStrip() {
  const nodes = useLive((live) => live.nodes);
  return (
    <section id="nodes" aria-labelledby="nodes-title">
      <h2 id="nodes-title">
        {strings.nodes.title}
        {nodes.size > 0 && <span className="count">{nodes.size}</span>}
      </h2>
      {nodes.size === 0 && <EmptyState text={strings.nodes.none} />}
      <ul className="rows">
        {[...nodes.values()].map((node) => (
          <NodeRow key={nodeKey(node)} node={node} />
        ))}
      </ul>
    </section>
  );
}

const NodeRow = memo(function NodeRow({ node }: { readonly node: NodeView }) {
  return (
    <li className="row" data-state={node.status}>
      <div className="row-name">
        <h3>{node.node}</h3>
        <StateBadge state={node.status} label={strings.nodes.state[node.status]} />
        <p className="dim">
          {node.site}
          {node.version !== null && ` · ${strings.nodes.version} ${node.version}`}
        </p>
      </div>
      {node.health ? <Health health={node.health} /> : <p className="dim">{strings.nodes.noHealth}</p>}
    </li>
  );
});

function Health({ health }: { readonly health: NodeHealth }) {
  const now = useServerSecond();
  const sums = sumHealth(health);
  const dropped = sums.dropped.map(([reason, count]) => [reason, formatCount(count)] as const);
  return (
    <dl className="metrics">
      {health.cpu_temperature_c !== null && (
        <Metric name={strings.nodes.temperature} value={`${Math.round(health.cpu_temperature_c)} °C`} />
      )}
      <Metric name={strings.nodes.framesIn} value={`${formatRate(sums.framesIn)} ${strings.nodes.perSecond}`} />
      <Metric name={strings.nodes.framesOut} value={`${formatRate(sums.framesOut)} ${strings.nodes.perSecond}`} />
      <Metric
        name={strings.nodes.dropped}
        value={formatCount(sums.droppedTotal)}
        help={strings.nodes.droppedBy(dropped)}
      />
      {Object.entries(health.stages_ms).map(([stage, { p50, p99 }]) => (
        <Metric
          key={stage}
          name={stage}
          value={formatMillis(p50)}
          help={strings.nodes.stage(stage, formatMillis(p99))}
        />
      ))}
      <Metric name={strings.nodes.memory} value={formatMegabytes(health.rss_bytes)} />
      {health.uplink.waiting > 0 && (
        <Metric name={strings.nodes.waiting} value={formatCount(health.uplink.waiting)} trouble />
      )}
      <Metric name={strings.nodes.health} value={strings.nodes.reported(formatAge(now - health.at))} />
    </dl>
  );
}
