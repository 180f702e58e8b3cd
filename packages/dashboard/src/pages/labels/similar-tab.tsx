import { useEffect, useRef, useState } from 'react';
import { AlertPictures } from '../../components/alert-pictures.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { JobNote } from '../../components/job-note.tsx';
import { strings } from '../../strings/strings.ts';
import { CandidateList } from './candidate-list.tsx';
import { type DataSet, similarResultSchema } from './label-api.ts';
import { likeQuery, parseLike } from './like.ts';
import { LikeForm, type SimilarTerms } from './like-form.tsx';
import { useSetJob } from './use-set-job.ts';

interface SimilarTabProps {
  readonly set: DataSet;
  /** What it starts from, as the address has it; empty: not chosen yet. */
  readonly like: string;
  readonly alert: string;
  readonly onLike: (like: string) => void;
}

const usualTerms: SimilarTerms = { k: 50, same: 0.98, atLeast: 0 };

/** Stored regions like something: looked for, looked at, and taken in with one label. */
export function SimilarTab({ set, like, alert, onLike }: SimilarTabProps) {
  const { watched, error, busy, start } = useSetJob(set.name, 'similar');
  const [terms, setTerms] = useState(usualTerms);
  const words = strings.labels.similar;
  const look = (text: string) => {
    const parsed = parseLike(text);
    if (parsed) start({ ...likeQuery(parsed), k: terms.k, same: terms.same, at_least: terms.atLeast });
  };
  const first = useRef(look);
  useEffect(() => {
    // Whoever came by a link has said already what to look for.
    first.current(like);
  }, [like]);
  const result = watched.job?.state === 'done' ? similarResultSchema.safeParse(watched.job.result).data : undefined;
  return (
    <>
      <p className="dim">{words.help}</p>
      <LikeForm
        set={set}
        like={like}
        terms={terms}
        busy={busy}
        onTerms={setTerms}
        onLook={(text) => (text === like ? look(text) : onLike(text))}
      />
      {alert !== '' && (
        <div className="like-picture">
          <AlertPictures alert={{ id: alert, box: null }} />
        </div>
      )}
      {error && <ErrorNote error={error} />}
      <JobNote watched={watched} />
      {result && result.gone.length > 0 && <p role="status">{words.gone}</p>}
      {result?.candidates.length === 0 && <EmptyState text={words.none} help={words.noneHelp} />}
      {result && result.candidates.length > 0 && (
        <CandidateList key={watched.job?.id} set={set} candidates={result.candidates} lookedAt={result.looked_at} />
      )}
    </>
  );
}
