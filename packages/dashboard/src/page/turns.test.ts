import { expect, it } from 'vitest';
import { createTurns } from './turns.ts';

/** Frames that come when the test says so, and a clock that moves as work is done. */
function openTurns() {
  const frames: (() => void)[] = [];
  let at = 0;
  const done: string[] = [];
  const take = createTurns({ requestFrame: (callback) => frames.push(callback), now: () => at });
  const work = (name: string, ms: number) =>
    take(() => {
      at += ms;
      done.push(name);
    });
  const frame = () => frames.shift()?.();
  return { work, frame, done, frames };
}

it('does in a frame what there is time for, and the rest in the next ones', () => {
  const { work, frame, done } = openTurns();
  for (const name of ['a', 'b', 'c', 'd', 'e']) work(name, 1);
  frame();
  expect(done).toEqual(['a', 'b']);
  frame();
  frame();
  expect(done).toEqual(['a', 'b', 'c', 'd', 'e']);
});

it('does one thing a frame when each takes longer than there is time', () => {
  const { work, frame, done } = openTurns();
  work('a', 30);
  work('b', 30);
  frame();
  expect(done).toEqual(['a']);
});

it('asks for no frame when nothing waits', () => {
  const { work, frame, frames, done } = openTurns();
  work('a', 1);
  expect(frames).toHaveLength(1);
  frame();
  expect(frames).toHaveLength(0);
  const takeBack = work('b', 1);
  takeBack();
  frame();
  expect(frames).toHaveLength(0);
  expect(done).toEqual(['a']);
});
