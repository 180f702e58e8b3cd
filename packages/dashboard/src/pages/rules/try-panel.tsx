import { jobViewSchema, type RuleTrial, ruleTrialSchema } from '@splitsight/wire';
import { useState } from 'react';
import { z } from 'zod';
import { call } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { NumberInput } from '../../components/inputs.tsx';
import { Progress } from '../../components/progress.tsx';
import { formatDuration, formatFull, formatScore } from '../../format/format.ts';
import { useStore } from '../../live/use-live.ts';
import { locale } from '../../strings/language.ts';
import { strings } from '../../strings/strings.ts';
import { type Draft, sent } from './rule-draft.ts';

const jobSchema = z.object({ job: jobViewSchema });
const day = 86_400_000;
const examples = 10;

/** Plays stored history to the rule as it stands, and shows what it would have raised. */
export function TryPanel({ draft, ready }: { readonly draft: Draft; readonly ready: boolean }) {
  const words = strings.rules;
  const { serverNow } = useStore();
  const [days, setDays] = useState(7);
  const [part, setPart] = useState<number | null>(null);
  const [trial, setTrial] = useState<RuleTrial>();
  const [failure, setFailure] = useState<unknown>();

  const run = async () => {
    setFailure(undefined);
    setTrial(undefined);
    setPart(0);
    try {
      const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
      const body = { rule: sent(draft), since: Math.max(0, Math.round(serverNow() - days * day)), time_zone: zone };
      const started = await call('/api/v1/rules/try', { method: 'POST', answer: jobSchema, body });
      setTrial(await follow(started.job.id, setPart));
    } catch (problem) {
      setFailure(problem);
    } finally {
      setPart(null);
    }
  };

  return (
    <section className="panel" aria-label={words.try}>
      <h2>{words.try}</h2>
      <p className="field-help">{words.tryHelp}</p>
      <div className="rule-try">
        <NumberInput label={words.tryDays} min={1} max={365} step={1} value={days} onChange={setDays} />
        <Button busy={part !== null} disabled={!ready} onClick={() => void run()}>
          {words.try}
        </Button>
      </div>
      {part !== null && <Progress label={words.tryRunning} part={part} />}
      {failure !== undefined && <ErrorNote error={failure} />}
      <div aria-live="polite">{trial && <Trial trial={trial} />}</div>
    </section>
  );
}

async function follow(id: number, onPart: (part: number) => void): Promise<RuleTrial> {
  for (;;) {
    const { job } = await call(`/api/v1/jobs/${id}`, { answer: jobSchema });
    if (job.state === 'done') return ruleTrialSchema.parse(job.result);
    if (job.error) throw new Error(job.error.message);
    if (job.state === 'cancelled') throw new Error(job.state);
    if (job.progress?.of) onPart(job.progress.done / job.progress.of);
    await new Promise((resolve) => setTimeout(resolve, 400));
  }
}

function Trial({ trial }: { readonly trial: RuleTrial }) {
  const words = strings.rules;
  const [found] = trial.versions;
  if (!found) return null;
  const number = (value: number) => value.toLocaleString(locale(), { maximumFractionDigits: 1 });
  const held = Object.entries(found.suppressed) as [keyof typeof words.suppressed, number][];
  return (
    <>
      <p className="rule-trial">
        {trial.recorded_days < 1
          ? words.tryShort(found.alerts, formatDuration(trial.recorded_days * day))
          : words.tryResult(found.alerts, number(found.alerts_per_day), number(trial.recorded_days))}
      </p>
      <p>{words.tryCompare(found.both, found.only_backtest, found.only_raised)}</p>
      {held.length > 0 && (
        <p>
          {words.trySuppressed}: {held.map(([reason, count]) => `${words.suppressed[reason]} ${count}`).join(', ')}
        </p>
      )}
      <DayBars days={found.days} />
      {found.would_be.length > 0 && (
        <>
          <h3>{words.tryExamples}</h3>
          <ul className="rule-examples">
            {found.would_be.slice(0, examples).map(({ site, camera, zone, raised_at, peak }) => (
              <li key={`${site}/${camera}/${zone}/${raised_at}`}>
                {formatFull(raised_at)} · {site}/{camera} {zone !== null && `· ${zone} `}· {formatScore(peak)}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

type Days = RuleTrial['versions'][number]['days'];

/** Alerts a day, as bars with their numbers. */
function DayBars({ days }: { readonly days: Days }) {
  const words = strings.rules;
  const sums = new Map<string, { alerts: number; raised: number }>();
  for (const { day: date, alerts, raised } of days) {
    const sum = sums.get(date) ?? { alerts: 0, raised: 0 };
    sums.set(date, { alerts: sum.alerts + alerts, raised: sum.raised + raised });
  }
  if (sums.size === 0) return null;
  const most = Math.max(1, ...[...sums.values()].flatMap(({ alerts, raised }) => [alerts, raised]));
  const bar = (count: number, kind: string) => (
    <td>
      <span className="day-bar" data-kind={kind} style={{ width: `${(60 * count) / most}%` }} aria-hidden="true" />{' '}
      {count}
    </td>
  );
  return (
    <table className="table day-bars">
      <thead>
        <tr>
          <th scope="col">{words.tryDay}</th>
          <th scope="col">{words.tryWould}</th>
          <th scope="col">{words.tryWas}</th>
        </tr>
      </thead>
      <tbody>
        {[...sums].map(([date, { alerts, raised }]) => (
          <tr key={date}>
            <th scope="row">{date}</th>
            {bar(alerts, 'would')}
            {bar(raised, 'was')}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
