import { ApiError } from '../api/api-error.ts';
import { strings } from '../strings/strings.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';

interface ErrorNoteProps {
  readonly error: unknown;
  readonly onRetry?: (() => void) | undefined;
}

/** What went wrong in plain words, with its code for whoever is asked for help. */
export function ErrorNote({ error, onRetry }: ErrorNoteProps) {
  const { code, words } = explain(error);
  return (
    <div className="error-note" role="alert">
      <Icon name="warning" />
      <p>
        {words} {code !== undefined && <code>{code}</code>}
      </p>
      {onRetry && <Button onClick={onRetry}>{strings.common.retry}</Button>}
    </div>
  );
}

/** An error's words in the page's language where it has them, else the server's own. */
export function explain(error: unknown): { readonly words: string; readonly code: string | undefined } {
  if (error instanceof ApiError) return { words: strings.errors[error.code] ?? error.message, code: error.code };
  return { words: error instanceof Error ? error.message : String(error), code: undefined };
}
