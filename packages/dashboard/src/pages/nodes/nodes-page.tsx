import { PageHead } from '../../components/page-head.tsx';
import { strings } from '../../strings/strings.ts';
import { NodeStrip } from '../live/node-strip.tsx';

/** The edge machines and how they do. */
export function NodesPage() {
  return (
    <div className="sheet">
      <PageHead title={strings.nodes.title} />
      <NodeStrip />
    </div>
  );
}
