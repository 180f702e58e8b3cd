import { readFileSync } from 'node:fs';
import type { Millis } from '@splitsight/kernel';

/** How often processes that may end are looked at. */
const lookEvery: Millis = 10;

/**
 * How long something takes on a machine that has nothing else to do: without the time in which `pids` were ready to run and the
 * machine ran others. For limits that are about what a program waits for, not about how fast the machine is.
 *
 * Linux only: it reads /proc/<pid>/schedstat (Documentation/scheduler/sched-stats.rst).
 *
 * @param pids whose waiting does not count; this process unless told.
 */
export async function calmTimeOf(
  act: () => Promise<unknown>,
  pids: readonly number[] = [process.pid],
): Promise<Millis> {
  const before = pids.map(heldUpFor);
  const latest = [...before];
  const look = () => {
    for (const [i, pid] of pids.entries()) latest[i] = Math.max(latest[i] ?? 0, heldUpFor(pid));
  };
  // What is left of this process is read at the end.
  const looking = pids.some((pid) => pid !== process.pid) ? setInterval(look, lookEvery) : undefined;
  const began = performance.now();
  try {
    await act();
  } finally {
    clearInterval(looking);
  }
  const took = performance.now() - began;
  look();
  return latest.reduce((calm, heldUp, i) => calm - (heldUp - (before[i] ?? 0)), took);
}

/** How long the main thread of a process was ready to run and did not, since it was started; 0 when there is none. */
function heldUpFor(pid: number): Millis {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'latin1').split(' ')[1]) / 1e6;
  } catch {
    return 0;
  }
}
