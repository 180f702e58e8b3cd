import { type Millis, sleep } from '@splitsight/kernel';
import { expect } from 'vitest';
import type { Account } from './account.ts';
import type { AgentUnderTest } from './agent.ts';
import { createChance, isLong, seed } from './chance.ts';
import { type Growth, growthOf, type Holdings, holdingsOf, type Running } from './running.ts';

/** For vitest: how long a test may take. Only what fails takes as long. */
export const limit: Millis = isLong ? 1_200_000 : 180_000;
/** Far above what a recovery takes: this is no measurement. docs/reliability.md has those. */
const soon: Millis = 20_000;

export interface RoundsOptions {
  readonly times: number;
  readonly agents: readonly AgentUnderTest[];
  /** Breaks something. */
  readonly hurt: () => Promise<unknown>;
  /** Ends the cause. @returns when that was; the moment it returns unless told. */
  readonly heal: () => Promise<Millis | undefined>;
  /** How long it stays broken, at the most. */
  readonly broken?: Millis;
  /** The process that goes through all of it. */
  readonly survivor?: () => Running;
}

export interface RoundsOutcome {
  readonly rounds: number;
  readonly recoveries: readonly Millis[];
  readonly holdings?: Growth;
}

/** Breaks something at a random moment, ends the cause after a random while, and waits for every agent; again and again. */
export async function runRounds(options: RoundsOptions): Promise<RoundsOutcome> {
  const { times, agents, hurt, heal, broken = 1000, survivor } = options;
  const chance = createChance(seed);
  console.log(`FAULTS_SEED=${seed}`);
  const recoveries: Millis[] = [];
  const held: Holdings[] = [];
  for (let round = 0; round < times; round++) {
    await sleep(100 + 1400 * chance());
    await hurt();
    await sleep(broken * chance());
    const since = (await heal()) ?? Date.now();
    recoveries.push(...(await Promise.all(agents.map((agent) => agent.recovery(since)))));
    if (survivor) held.push(holdingsOf(survivor().pid));
  }
  const holdings = growthOf(held);
  return { rounds: times, recoveries, ...(holdings && { holdings }) };
}

/** Everything that was made is accounted for, and nothing is there twice. */
export function expectBalance(account: Account): void {
  expect(account).toMatchObject({ lost: 0, duplicates: 0, strangers: 0, broken: 0 });
  expect(account.stored + account.spooled + account.dropped + account.diedWithAgent).toBe(account.produced);
}

/** And nothing was dropped or is still on its way. */
export function expectWhole(account: Account): void {
  expectBalance(account);
  expect(account).toMatchObject({ dropped: 0, spooled: 0 });
}

export function expectSound({ recoveries, holdings }: RoundsOutcome): void {
  expect(Math.max(...recoveries)).toBeLessThan(soon);
  expectLean(holdings);
}

/** A process that went through it holds no more than before. */
export function expectLean(holdings: Growth | undefined): void {
  if (!holdings) return;
  expect(holdings.descriptors.grown).toBeLessThanOrEqual(3);
  // A heap breathes; something that leaked with each round would show in the long form.
  expect(holdings.mib.grown).toBeLessThan(100);
}
