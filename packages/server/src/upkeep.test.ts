import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { finish } from './upkeep.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

/** A stop with frames at the heads and rows that wait for the database. */
function setUp() {
  const told: string[] = [];
  let scored = () => {};
  let written = () => {};
  const idle = new Promise<void>((resolve) => {
    scored = resolve;
  });
  const over = finish(
    { mute: () => void told.push('muted') },
    { idle: () => idle },
    {
      settle(done) {
        written = done;
      },
    },
  ).then(() => void told.push('over'));
  return { told, over, scored: () => scored(), written: () => written() };
}

describe('a server that stops', () => {
  it('waits for the heads, which nobody asks again, though nothing can be written', async () => {
    const { told, over, scored } = setUp();
    await vi.advanceTimersByTimeAsync(9000);
    expect(told).toEqual(['muted']);
    scored();
    await over;
    expect(vi.getTimerCount()).toBe(0);
  });

  it('waits for the database as long as a commit may take', async () => {
    const { told, over, scored, written } = setUp();
    scored();
    await vi.advanceTimersByTimeAsync(900);
    expect(told).toEqual(['muted']);
    written();
    await over;
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ends though heads hang', async () => {
    const { over } = setUp();
    await vi.advanceTimersByTimeAsync(10_000);
    await over;
    expect(vi.getTimerCount()).toBe(0);
  });
});
