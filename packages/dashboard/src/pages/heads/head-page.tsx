import './heads.css';

import { useParams } from 'wouter';
import { z } from 'zod';
import { useFilters } from '../../address/use-filters.ts';
import { useApi, useOutdate } from '../../api/use-api.ts';
import { ErrorNote } from '../../components/error-note.tsx';
import { Go } from '../../components/go.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Spinner } from '../../components/progress.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { useLiveMessages } from '../../live/use-live.ts';
import { strings } from '../../strings/strings.ts';
import { BacktestTab } from './backtest-tab.tsx';
import { versionsAnswerSchema } from './head-api.ts';
import { QualityTab } from './quality-tab.tsx';
import { ShadowTab } from './shadow-tab.tsx';
import { VersionsTab } from './versions-tab.tsx';

const filtersSchema = z.object({
  tab: z.enum(['versions', 'quality', 'backtest', 'shadow']).default('versions'),
  version: z.string().max(64).default(''),
});

/** One head: its versions, how good they are, what they would have raised, and where the one in the shadow disagrees. */
export function HeadPage() {
  const { head = '' } = useParams();
  const [{ tab, version: asked }, change] = useFilters(filtersSchema);
  const outdate = useOutdate();
  const { data, error, refetch } = useApi('/api/v1/head-versions', { answer: versionsAnswerSchema, query: { head } });
  useLiveMessages(({ type }) => {
    if (type === 'heads') outdate(['/api/v1/head-versions', `/api/v1/heads/${head}`]);
  });
  const words = strings.heads;
  if (error) return <ErrorNote error={error} onRetry={() => void refetch()} />;
  if (!data) return <Spinner label={strings.common.loading} />;
  const { versions } = data;
  const version = versions.some((one) => one.version === asked) ? asked : (versions[0]?.version ?? '');
  const choice = { head, versions, version, onVersion: (next: string) => change({ version: next }) };
  return (
    <div className="sheet">
      <PageHead title={head}>
        <Go to="/heads">{words.all}</Go>
      </PageHead>
      <Tabs
        label={words.views}
        tabs={(['versions', 'quality', 'backtest', 'shadow'] as const).map((name) => ({
          name,
          title: words.tabs[name],
        }))}
        chosen={tab}
        onChoose={(next) => change({ tab: next })}
      >
        {tab === 'versions' && <VersionsTab head={head} versions={versions} />}
        {tab === 'quality' && <QualityTab {...choice} />}
        {tab === 'backtest' && <BacktestTab {...choice} />}
        {tab === 'shadow' && <ShadowTab head={head} />}
      </Tabs>
    </div>
  );
}
