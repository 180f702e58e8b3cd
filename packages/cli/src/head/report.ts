import type { Figures } from '@splitsight/learn';
import type { UnreadableLog } from '@splitsight/training';

/** The line of figures that programs read: shares from 0 to 1. */
export interface FiguresLine {
  readonly n: number;
  readonly accuracy: number;
  readonly recall: number;
  readonly fpr: number;
  readonly auroc: number;
  readonly ece: number;
}

/** The figures as one flat object, rounded to 4 digits. */
export function figuresLine(found: Figures): FiguresLine {
  const round = ({ value }: { readonly value: number }) => Math.round(value * 10_000) / 10_000;
  return {
    n: found.n,
    accuracy: round(found.accuracy),
    recall: round(found.recall),
    fpr: round(found.fpr),
    auroc: round(found.auroc),
    ece: round(found.ece),
  };
}

/** The figures for people: one line each, with the interval. */
export function describeFigures(found: Figures): string {
  const names = ['accuracy', 'recall', 'fpr', 'auroc', 'ece'] as const;
  const lines = names.map((name) => {
    const { value, low, high } = found[name];
    return `${name.padEnd(9)} ${value.toFixed(4)}  (95 %: ${low.toFixed(4)} to ${high.toFixed(4)})`;
  });
  return [`${found.n} pictures`, ...lines].join('\n');
}

/** More unreadable files than this are only counted. */
const maxNamed = 20;

/** Names unreadable pictures on stderr, the first 20 of them, and counts all. */
export function createUnreadableLog(): { readonly log: UnreadableLog; count(): number } {
  let count = 0;
  return {
    log(path) {
      if (++count <= maxNamed) process.stderr.write(`PICTURE_UNREADABLE: left out: ${path}\n`);
    },
    count: () => count,
  };
}
