import { ApiError } from '../api/api-error.ts';
import type { useJob } from '../api/use-job.ts';
import { strings } from '../strings/strings.ts';
import { Button } from './button.tsx';
import { ErrorNote } from './error-note.tsx';
import { Progress, Spinner } from './progress.tsx';

/** How a job stands: its progress with a button that ends it, or why it failed; nothing when it is done. */
export function JobNote({ watched }: { readonly watched: ReturnType<typeof useJob> }) {
  const { job, progress, error, cancel } = watched;
  const words = strings.jobs;
  if (error) return <ErrorNote error={error} />;
  if (!job) return null;
  if (job.error) return <ErrorNote error={new ApiError(200, job.error.code, job.error.message)} />;
  if (job.state === 'cancelled' || job.state === 'lost') return <p role="status">{words[job.state]}</p>;
  if (job.finished_at !== null) return null;
  const of = progress?.of ?? null;
  return (
    <div className="job-note">
      {progress === null || of === null || of === 0 ? (
        <Spinner label={progress?.note || words[job.state === 'queued' ? 'queued' : 'running']} />
      ) : (
        <Progress label={progress.note || words.running} part={progress.done / of} />
      )}
      <Button onClick={() => void cancel()}>{strings.common.cancel}</Button>
    </div>
  );
}
