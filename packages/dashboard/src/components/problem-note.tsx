import type { ProblemCode } from '../inference/problem.ts';
import { strings } from '../strings/strings.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';

interface ProblemNoteProps {
  readonly code: ProblemCode;
  /** For whoever is asked for help. */
  readonly detail: string;
  readonly onRetry: () => void;
}

/** Why a model does not run in this browser, or has nothing to say of a picture. */
export function ProblemNote({ code, detail, onRetry }: ProblemNoteProps) {
  const mayHelp = code === 'download' || code === 'load' || code === 'run';
  return (
    <div className="error-note" role="alert">
      <Icon name="warning" />
      <p>
        {strings.inference.problems[code]} {mayHelp && <code>{detail.slice(0, 200)}</code>}
      </p>
      {mayHelp && <Button onClick={onRetry}>{strings.common.retry}</Button>}
    </div>
  );
}
