import { useState } from 'react';
import { useSend } from '../../api/use-api.ts';
import { useJob } from '../../api/use-job.ts';
import { Button } from '../../components/button.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { NumberInput, Select } from '../../components/inputs.tsx';
import { JobNote } from '../../components/job-note.tsx';
import { LineChart } from '../../components/line-chart.tsx';
import { formatCount, formatRate } from '../../format/format.ts';
import { useStore } from '../../live/use-live.ts';
import { strings } from '../../strings/strings.ts';
import { DayTable } from './day-table.tsx';
import { type BacktestVersion, backtestResultSchema, jobStartedSchema } from './head-api.ts';
import type { VersionChoice } from './quality-tab.tsx';
import { ThresholdPicker } from './threshold-picker.tsx';

const day = 86_400_000;
/** 0.05, 0.10 … 0.95: what the picker chooses from. */
const thresholds = Array.from({ length: 19 }, (_, i) => Math.round(5 * (i + 1)) / 100);

/** What a version would have raised in the past. */
export function BacktestTab({ head, versions, version, onVersion }: VersionChoice) {
  const store = useStore();
  const [days, setDays] = useState(7);
  const [id, setId] = useState<number | null>(null);
  const watched = useJob(id);
  const words = strings.heads.backtest;
  const start = useSend({
    request: (body: object) => ({
      path: `/api/v1/heads/${head}/backtest`,
      method: 'POST' as const,
      answer: jobStartedSchema,
      body,
    }),
    outdates: [],
  });
  const run = async () => {
    const since = Math.max(0, Math.round(store.serverNow() - days * day));
    const time_zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const { job } = await start.mutateAsync({ versions: [version], since, time_zone, thresholds });
    setId(job.id);
  };
  const result = watched.job?.state === 'done' ? backtestResultSchema.safeParse(watched.job.result).data : undefined;
  const found = result?.versions[0];
  return (
    <>
      <div className="head-goal">
        <Select
          label={strings.heads.version}
          value={version}
          options={versions.map((one) => ({ value: one.version, label: one.version }))}
          onChange={onVersion}
        />
        <NumberInput label={words.days} value={days} min={0.01} max={3650} onChange={setDays} />
        <Button
          kind="main"
          busy={start.isPending || (watched.job !== null && watched.job.finished_at === null)}
          onClick={() => void run()}
        >
          {words.start}
        </Button>
      </div>
      {start.error && <ErrorNote error={start.error} />}
      <JobNote watched={watched} />
      {result && found && (
        <>
          <p role="status">
            <strong>{words.perDay(formatRate(found.alerts_per_day))}</strong>{' '}
            {words.summary(found.alerts, found.raised, found.both)}{' '}
            <span className="dim">
              {words.over(formatCount(result.vectors), formatRate(result.recorded_days), formatRate(result.took_s))}
            </span>
          </p>
          <LineChart
            title={words.byDay}
            x={strings.heads.days.day}
            y={words.alerts}
            lines={[
              { name: words.would, points: byDay(found, 'alerts') },
              { name: words.raised, points: byDay(found, 'raised') },
            ]}
          />
          <DayTable
            caption={words.byCamera}
            rows={found.days}
            counts={[
              { title: words.would, value: ({ alerts }) => alerts },
              { title: words.raised, value: ({ raised }) => raised },
            ]}
          />
          <ThresholdPicker head={head} version={found.version} {...(id !== null && { job: id })} />
        </>
      )}
    </>
  );
}

/** Alerts of all cameras a day, numbered from 1. */
function byDay({ days }: BacktestVersion, of: 'alerts' | 'raised'): readonly (readonly [number, number])[] {
  const names = [...new Set(days.map((one) => one.day))].sort((a, b) => a.localeCompare(b));
  return names.map((name, i) => [i + 1, days.filter((one) => one.day === name).reduce((sum, one) => sum + one[of], 0)]);
}
