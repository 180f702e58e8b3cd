import { formatBytes } from '../format/format.ts';
import { strings } from '../strings/strings.ts';
import { Progress, Spinner } from './progress.tsx';

/** How much of a model has come down; then it starts. */
export function ModelProgress({ received, total }: { readonly received: number; readonly total: number }) {
  const words = strings.inference;
  if (total === 0 || received >= total) return <Spinner label={words.starting} />;
  const text = words.loading(formatBytes(received), formatBytes(total));
  return <Progress label={text} part={received / total} text={text} />;
}
