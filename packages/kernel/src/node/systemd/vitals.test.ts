import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createProgress } from './progress.ts';
import { nothingTold, tell, type Vitals } from './vitals.ts';

const well: Vitals = { isReady: true, isWell: true, status: 'all is well' };

/** What is told of the vitals of each second. */
function play(seconds: readonly Vitals[], watchdog: number | null): string[][] {
  let told = nothingTold;
  return seconds.map((vitals, second) => {
    const next = tell(told, vitals, 1000 * second, watchdog);
    told = next.told;
    return next.words;
  });
}

const times = (count: number, vitals: Vitals) => Array.from({ length: count }, () => vitals);

describe('the service manager', () => {
  it('is told once that the program is ready, with its status', () => {
    expect(play(times(4, well), null)).toEqual([['READY=1', 'STATUS=all is well'], [], [], []]);
  });

  it('is told three times in the time of the watchdog that the program is well', () => {
    const words = play(times(10, well), 9000).flat();
    expect(words.filter((word) => word === 'WATCHDOG=1')).toHaveLength(4);
  });

  it('hears nothing of the watchdog while the program is not well, and why', () => {
    const hung = { ...well, isWell: false, status: 'the model hangs' };
    expect(play([well, ...times(20, hung)], 9000).flat()).toEqual([
      'READY=1',
      'WATCHDOG=1',
      'STATUS=all is well',
      'STATUS=the model hangs',
    ]);
  });

  it('gives more time to a program that is well and not ready yet', () => {
    const words = play(times(21, { ...well, isReady: false, status: 'no room on the disk' }), null).flat();
    expect(words.filter((word) => word.startsWith('EXTEND_TIMEOUT_USEC='))).toHaveLength(3);
    expect(words).toContain('STATUS=no room on the disk');
  });

  it('is not told READY or a second word by a status of several lines', () => {
    const status = 'bad\nREADY=1\nMAINPID=1';
    expect(play([{ isReady: false, isWell: false, status }], null)).toEqual([['STATUS=bad READY=1 MAINPID=1']]);
  });

  it('is told READY exactly once, and a status at most every five seconds, whatever happens', () => {
    const vitals = fc.record({ isReady: fc.boolean(), isWell: fc.boolean(), status: fc.constantFrom('a', 'b', 'c') });
    fc.assert(
      fc.property(fc.array(vitals, { minLength: 1, maxLength: 60 }), (seconds) => {
        const words = play(seconds, 12_000);
        const told = (what: string) => words.filter((all) => all.some((word) => word.startsWith(what))).length;
        expect(told('READY=1')).toBe(seconds.some(({ isReady }) => isReady) ? 1 : 0);
        expect(told('STATUS=')).toBeLessThanOrEqual(2 + seconds.length / 5);
        // Never a ping from a program that is not well.
        for (const [second, all] of words.entries()) {
          if (!seconds[second]?.isWell) expect(all).not.toContain('WATCHDOG=1');
        }
      }),
    );
  });
});

describe('work', () => {
  it('is stuck from the time on that something waits and nothing is done', () => {
    const progress = createProgress();
    expect(progress.stuckFor(true, 5, 1000)).toBe(0);
    expect(progress.stuckFor(true, 6, 2000)).toBe(0);
    expect(progress.stuckFor(true, 6, 5000)).toBe(3000);
    expect(progress.stuckFor(true, 7, 6000)).toBe(0);
  });

  it('that is done is not stuck', () => {
    const progress = createProgress();
    progress.stuckFor(true, 1, 0);
    expect(progress.stuckFor(false, 1, 9000)).toBe(0);
    expect(progress.stuckFor(true, 1, 9500)).toBe(500);
  });
});
