import { type CoverageStretch, coverageAnswerSchema } from '@splitsight/wire';
import { useApi } from '../../api/use-api.ts';
import { ErrorNote } from '../../components/error-note.tsx';
import { Spinner } from '../../components/progress.tsx';
import { formatDuration, formatMoment, formatPercent } from '../../format/format.ts';
import { strings } from '../../strings/strings.ts';

interface CoveragePanelProps {
  readonly site: string;
  readonly camera: string;
}

const askEvery = 60_000;
const listed = 20;
/** Narrower than this a stretch would not be seen. */
const leastShare = 0.002;

/** When a camera was watched, as a strip and in words. */
export function CoveragePanel({ site, camera }: CoveragePanelProps) {
  const path = `/api/v1/sites/${encodeURIComponent(site)}/cameras/${encodeURIComponent(camera)}/coverage`;
  const answer = useApi(path, { answer: coverageAnswerSchema, every: askEvery });
  const words = strings.camera.coverage;
  return (
    <section className="panel" aria-labelledby="coverage-title">
      <h2 id="coverage-title">{words.title}</h2>
      {answer.isPending && <Spinner label={strings.common.loading} />}
      {answer.error && <ErrorNote error={answer.error} onRetry={() => void answer.refetch()} />}
      {answer.data && <Strip {...answer.data} />}
    </section>
  );
}

interface StripProps {
  readonly from: number;
  readonly to: number;
  readonly watched_ms: number;
  readonly watched_late_ms: number;
  readonly known_from: number;
  readonly stretches: readonly CoverageStretch[];
}

function Strip({
  from,
  to,
  watched_ms: inTime,
  watched_late_ms: late,
  known_from: known,
  stretches: told,
}: StripProps) {
  const words = strings.camera.coverage;
  // A camera that is new was nobody's to watch before it was known.
  const stretches = told.filter((one) => one.to > known);
  const share = to > known ? (inTime + late) / (to - known) : 0;
  const gaps = stretches.filter((one, i) => one.why !== null && (stretches[i - 1]?.why ?? null) === null).length;
  const notes = stretches.filter(({ state }) => state !== 'watched').reverse();
  // Cut, not rounded: with a gap it is never all of the time.
  const sum = words.sum(formatPercent(Math.floor(share * 1000 + 1e-9) / 1000), gaps);
  const at = (moment: number) => (1000 * (moment - from)) / (to - from);
  return (
    <>
      <svg className="coverage" viewBox="0 0 1000 20" preserveAspectRatio="none" role="img" aria-label={sum}>
        {stretches.map((one) => (
          <rect
            key={one.from}
            data-state={one.state}
            x={at(one.from)}
            y={one.state === 'watched' ? 0 : one.state === 'watched_late' ? 6 : 16}
            width={Math.max(1000 * leastShare, at(one.to) - at(one.from))}
            height={one.state === 'watched' ? 20 : one.state === 'watched_late' ? 14 : 4}
          />
        ))}
      </svg>
      <p>
        {sum} {known > from && words.knownFrom(formatMoment(known, to))} {late > 0 && words.late(formatDuration(late))}
      </p>
      {notes.length > 0 && (
        <details>
          <summary>{words.list}</summary>
          <ul className="coverage-list">
            {notes.slice(0, listed).map((one) => (
              <li key={one.from}>
                {words.stretch(formatMoment(one.from, to), formatMoment(one.to, to), formatDuration(one.to - one.from))}
                : {one.why === null ? words.states[one.state] : words.why[one.why]}
                {one.code !== null && <span className="dim"> {one.code}</span>}
              </li>
            ))}
          </ul>
          {notes.length > listed && <p className="dim">{words.more(notes.length - listed)}</p>}
        </details>
      )}
    </>
  );
}
