import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { createManualClock } from './clock.ts';
import { childrenOf } from './processes.ts';
import { waitFor } from './wait.ts';

test('waitFor gives what the condition gives, or says what did not happen', async () => {
  let calls = 0;
  expect(await waitFor(() => (++calls > 2 ? 'there' : undefined), { interval: 1 })).toBe('there');
  await expect(waitFor(() => false, { timeout: 20, what: 'never' })).rejects.toMatchObject({
    code: 'TESTKIT_TIMEOUT',
    message: expect.stringContaining('never (20 ms)'),
  });
});

test('a manual clock moves only when told to', () => {
  const clock = createManualClock(1000);
  expect(clock.now()).toBe(1000);
  clock.advance(-200);
  expect(clock.now()).toBe(800);
  clock.set(5);
  expect(clock.now()).toBe(5);
});

test('childrenOf sees children and grandchildren while they live', async () => {
  const child = spawn('sh', ['-c', 'sleep 60 & wait'], { stdio: 'ignore' });
  const names = () => childrenOf(process.pid).filter(({ pid, parent }) => pid === child.pid || parent === child.pid);
  await waitFor(() => names().length === 2);
  expect(names().map(({ name }) => name)).toEqual(['sh', 'sleep']);
  for (const { pid } of names().toReversed()) process.kill(pid);
  await waitFor(() => names().length === 0);
});
