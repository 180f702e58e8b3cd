import { useState } from 'react';
import { useSend } from '../../api/use-api.ts';
import { Button } from '../../components/button.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { Go } from '../../components/go.tsx';
import { toasts } from '../../components/toast-list.ts';
import { formatCount, formatFull, formatScore } from '../../format/format.ts';
import { strings } from '../../strings/strings.ts';
import { addedWords } from './added-words.ts';
import { acceptAnswerSchema, type Candidate, type DataSet, setPath, setsPath } from './label-api.ts';
import { isId, LabelInput } from './label-input.tsx';
import { RegionFrame } from './region-frame.tsx';
import { stepFocus } from './step-focus.ts';

interface CandidateListProps {
  readonly set: DataSet;
  /** The most alike first. */
  readonly candidates: readonly Candidate[];
  readonly lookedAt: number;
}

/** What was found, to be taken in with one label. */
export function CandidateList({ set, candidates, lookedAt }: CandidateListProps) {
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  const [taken, setTaken] = useState<ReadonlySet<string>>(new Set());
  const [label, setLabel] = useState('');
  const words = strings.labels;
  const send = useSend({
    request: (body: object) => ({
      path: `${setPath(set.name)}/accept`,
      method: 'POST' as const,
      answer: acceptAnswerSchema,
      body,
    }),
    outdates: [setsPath],
  });
  const shown = candidates.filter(({ origin }) => !taken.has(origin));
  const accept = () => {
    const origins = [...marked];
    send.mutate(
      { origins, label },
      {
        onSuccess({ missing, ...added }) {
          toasts.show(
            missing.length > 0 ? `${addedWords(added)} ${words.notThere(missing.length)}` : addedWords(added),
          );
          setTaken(new Set([...taken, ...origins]));
          setMarked(new Set());
        },
      },
    );
  };
  const mark = (origin: string) => {
    const next = new Set(marked);
    if (!next.delete(origin)) next.add(origin);
    setMarked(next);
  };
  return (
    <section className="similar-found" aria-label={words.similar.list}>
      <p role="status">{words.similar.found(shown.length, formatCount(lookedAt))}</p>
      <form
        className="item-bar"
        aria-label={words.bulk}
        onSubmit={(event) => {
          event.preventDefault();
          if (marked.size > 0 && isId(label) && !send.isPending) accept();
        }}
      >
        <strong role="status">{words.marked(marked.size)}</strong>
        <LabelInput label={words.label} value={label} known={Object.keys(set.labels)} onChange={setLabel} />
        <Button type="submit" kind="main" busy={send.isPending} disabled={marked.size === 0 || !isId(label)}>
          {words.similar.accept}
        </Button>
        <Button onClick={() => setMarked(new Set(shown.map(({ origin }) => origin)))}>{words.similar.markAll}</Button>
        <Button kind="quiet" onClick={() => setMarked(new Set())}>
          {words.unmark}
        </Button>
        {send.error && <ErrorNote error={send.error} />}
      </form>
      <p className="dim">{words.noPictures}</p>
      <ul className="candidates" onKeyDown={stepFocus}>
        {shown.map((candidate) => (
          <li key={candidate.origin} className="candidate" data-marked={marked.has(candidate.origin)}>
            <CandidateCard
              candidate={candidate}
              marked={marked.has(candidate.origin)}
              onMark={() => mark(candidate.origin)}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface CandidateCardProps {
  readonly candidate: Candidate;
  readonly marked: boolean;
  readonly onMark: () => void;
}

function CandidateCard({ candidate, marked, onMark }: CandidateCardProps) {
  const { origin, site, camera, captured_at, region, box, similarity } = candidate;
  const words = strings.labels;
  const when = formatFull(captured_at);
  const likeness = words.similar.likeness(formatScore(similarity));
  return (
    <>
      <label className="candidate-mark">
        <input
          type="checkbox"
          checked={marked}
          aria-label={words.mark(likeness, `${site} / ${camera}, ${when}`)}
          onChange={onMark}
        />
        <RegionFrame region={region} box={box} />
      </label>
      <p>
        <strong>{likeness}</strong>
      </p>
      <p className="dim">
        {site} / {camera}
        <br />
        <time dateTime={new Date(captured_at).toISOString()}>{when}</time>
        <br />
        {words.region[region]}
      </p>
      <Go
        to={`?${new URLSearchParams({ tab: 'similar', like: origin })}`}
        label={words.likeLink(`${site} / ${camera}, ${when}`)}
      >
        {words.likeThis}
      </Go>
    </>
  );
}
