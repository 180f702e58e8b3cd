import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Millis } from '@splitsight/kernel';
import { root } from '../../e2e/command.ts';
import type { Account } from './account.ts';
import { isLong } from './chance.ts';
import type { RoundsOutcome } from './rounds.ts';

/** What came of one fault. */
export interface Finding extends Partial<RoundsOutcome> {
  /** What was broken: Markdown, a cell of the table. */
  readonly fault: string;
  readonly account: Partial<Account>;
  /** Whose descriptors and memory `holdings` are. */
  readonly held?: string;
  readonly note?: string;
}

/** Prints a finding and leaves it for scripts/faults-report.ts. */
export function report(name: string, { recoveries = [], rounds = 1, ...rest }: Finding): void {
  const recovery =
    recoveries.length > 0 ? { recovery: { p50_ms: middle(recoveries), max_ms: Math.max(...recoveries) } } : {};
  const folder = join(root, '.cache/faults', isLong ? 'long' : 'short');
  mkdirSync(folder, { recursive: true });
  const text = JSON.stringify({ ...rest, rounds, ...recovery });
  writeFileSync(join(folder, `${name}.json`), text);
  console.log(`${name}: ${text}`);
}

function middle(values: readonly Millis[]): Millis {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0;
}
