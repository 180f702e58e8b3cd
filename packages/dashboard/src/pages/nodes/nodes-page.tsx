import './nodes.css';

import { useMemo } from 'react';
import { z } from 'zod';
import { useFilters } from '../../address/use-filters.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { VirtualList } from '../../components/virtual-list.tsx';
import { formatCount } from '../../format/format.ts';
import { nodeKey } from '../../live/live-state.ts';
import { useKnownSecond, useLive } from '../../live/use-live.ts';
import { strings } from '../../strings/strings.ts';
import { NodeRow } from './node-row.tsx';
import { rankOf, troublesOf } from './node-trouble.ts';

const filterSchema = z.object({ q: z.string().max(80).default('') });

/** The edge machines, those in trouble first. */
export function NodesPage() {
  const nodes = useLive((live) => live.nodes);
  const [{ q }, change] = useFilters(filterSchema);
  // Coarse, so that the list is not sorted anew each second.
  const now = Math.floor(useKnownSecond() / 5000) * 5000;
  const words = strings.nodes;
  const all = useMemo(
    () =>
      [...nodes.values()]
        .map((node) => ({ node, troubles: troublesOf(node, now) }))
        .sort((a, b) => rankOf(a.troubles) - rankOf(b.troubles)),
    [nodes, now],
  );
  const shown = all.filter(({ node }) => `${node.site} ${node.node}`.toLowerCase().includes(q.toLowerCase().trim()));
  const troubled = all.filter(({ troubles }) => troubles.length > 0).length;
  return (
    <div className="sheet">
      <PageHead title={words.title} help={words.summary(formatCount(all.length), formatCount(troubled))}>
        <input
          className="input"
          type="search"
          maxLength={80}
          aria-label={words.search}
          placeholder={words.search}
          value={q}
          onChange={(event) => change({ q: event.target.value })}
        />
      </PageHead>
      {all.length === 0 && <EmptyState text={words.none} />}
      {all.length > 0 && shown.length === 0 && <EmptyState text={words.notFound} />}
      <VirtualList label={words.title} items={shown} itemKey={({ node }) => nodeKey(node)} estimate={140}>
        {({ node, troubles }) => <NodeRow node={node} troubles={troubles} />}
      </VirtualList>
    </div>
  );
}
