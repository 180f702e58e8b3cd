import { Go } from '../../components/go.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import { useKnownSecond, useLive } from '../../live/use-live.ts';
import { strings } from '../../strings/strings.ts';
import { troublesOf } from '../nodes/node-trouble.ts';

/** How many edge machines there are and how many are in trouble, with the way to them. */
export function NodeSummary() {
  const nodes = useLive((live) => live.nodes);
  const now = useKnownSecond();
  const words = strings.live.nodes;
  const troubled = [...nodes.values()].filter((node) => troublesOf(node, now).length > 0).length;
  return (
    <section aria-labelledby="nodes-title">
      <h2 id="nodes-title">{strings.nodes.title}</h2>
      <p className="node-summary">
        {nodes.size === 0 ? (
          strings.nodes.none
        ) : (
          <>
            <Go to="/nodes">{words.all(nodes.size)}</Go>
            {troubled === 0 ? (
              <StateBadge state="online" label={words.fine} />
            ) : (
              <StateBadge state="offline" label={words.troubled(troubled)} />
            )}
          </>
        )}
      </p>
    </section>
  );
}
