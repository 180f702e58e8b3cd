import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { sleep } from '@splitsight/kernel';
import { expect, test } from 'vitest';
import { calmTimeOf } from './calm-time.ts';

test('waiting counts, and waiting for the processor does not', async () => {
  const sleeper = spawn('sleep', ['0.3']);
  expect(await calmTimeOf(() => once(sleeper, 'close'), [sleeper.pid ?? 0])).toBeGreaterThan(250);
  // Programs that never wait, two for each processor: each waits for one half of the time.
  const spin = 'const end = performance.now() + 600; while (performance.now() < end);';
  const count = 2 * availableParallelism();
  const programs = Array.from({ length: count }, () => spawn(process.execPath, ['-e', spin], { stdio: 'ignore' }));
  const [one] = programs;
  const ends = programs.map((program) => once(program, 'close'));
  const began = performance.now();
  const calm = await calmTimeOf(() => Promise.all(ends), [one?.pid ?? 0]);
  expect(calm).toBeLessThan(performance.now() - began - 100);
  expect(calm).toBeGreaterThan(0);
});

test('a process that has ended is no trouble', async () => {
  const child = spawn('true');
  await once(child, 'close');
  expect(await calmTimeOf(() => sleep(20), [child.pid ?? 0])).toBeGreaterThan(10);
});
