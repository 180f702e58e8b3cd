import { strings } from '../../strings/strings.ts';
import type { Added } from './label-api.ts';

/** What became of items that were to be added. */
export function addedWords({ added, repeated, kept, relabelled }: Added): string {
  return strings.labels.outcome(added, repeated, kept, relabelled);
}

/** What became of the items of several requests. */
export function sumAdded(all: readonly Added[]): Added {
  const sum = (key: keyof Added) => all.reduce((total, one) => total + one[key], 0);
  return { added: sum('added'), repeated: sum('repeated'), kept: sum('kept'), relabelled: sum('relabelled') };
}
