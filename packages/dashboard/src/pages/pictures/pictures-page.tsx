import './pictures.css';

import { PageHead } from '../../components/page-head.tsx';
import { strings } from '../../strings/strings.ts';
import { EgressPanel } from './egress-panel.tsx';
import { PolicyPanel } from './policy-panel.tsx';

/** Which pictures the sites give, and what left them. */
export function PicturesPage() {
  return (
    <div className="sheet">
      <PageHead title={strings.pictures.title} help={strings.pictures.help} />
      <PolicyPanel />
      <EgressPanel />
    </div>
  );
}
