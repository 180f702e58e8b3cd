import { strings } from '../strings/strings.ts';

/** Something is under way, nobody knows how long. */
export function Spinner({ label }: { readonly label: string }) {
  return (
    <p className="spinner" role="status">
      <span className="spinner-ring" aria-hidden="true" />
      {label}
    </p>
  );
}

interface ProgressProps {
  readonly label: string;
  /** 0..1 */
  readonly part: number;
  /** Behind the bar; the percentage unless told. */
  readonly text?: string;
}

/** How far a job is. */
export function Progress({ label, part, text }: ProgressProps) {
  const percent = Math.round(Math.min(1, Math.max(0, part)) * 100);
  return (
    <div className="progress">
      <progress max={100} value={percent} aria-label={label} />
      <span className="dim">{text ?? strings.common.progress(percent)}</span>
    </div>
  );
}
