import { Icon } from '../../components/icon.tsx';
import { formatPercent, formatScore } from '../../format/format.ts';
import type { HeadScores } from '../../inference/messages.ts';
import { strings } from '../../strings/strings.ts';

/** The likeliest classes are shown, and the one that alerts. */
const most = 6;

/** What one head says of a picture. */
export function HeadResult({ head, scores }: HeadScores) {
  const words = strings.tryPicture;
  const rows = head.classes.map((name, index) => ({ name, index, score: scores[index] ?? 0 }));
  const shown = rows.toSorted((a, b) => b.score - a.score).filter((row, i) => i < most || row.index === head.positive);
  const isAbove = (scores[head.positive] ?? 0) >= head.threshold;
  return (
    <article className="panel try-head" aria-label={head.name} data-above={isAbove || undefined}>
      <h2>
        {head.name} <span className="count">{words.version(head.version)}</span>
      </h2>
      <ul>
        {shown.map(({ name, index, score }) => (
          <li key={name} data-positive={index === head.positive || undefined}>
            <span className="try-class">{name}</span>
            <meter min={0} max={1} value={score} aria-label={name} />
            <span className="try-score">{formatPercent(score)}</span>
          </li>
        ))}
      </ul>
      <p className="dim">
        {isAbove && <Icon name="alert" />} {(isAbove ? words.above : words.below)(formatScore(head.threshold))}
      </p>
      {!head.regions.includes('global') && <p className="dim">{words.regionsOnly}</p>}
    </article>
  );
}
