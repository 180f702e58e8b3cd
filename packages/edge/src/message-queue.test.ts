import { describe, expect, test } from 'vitest';
import { createMessageQueue, type Message } from './message-queue.ts';

const message = (name: string, bytes = 1): Message => ({ topic: name, payload: new Uint8Array(bytes), at: 0 });

function drain(queue: ReturnType<typeof createMessageQueue>): string[] {
  const names: string[] = [];
  for (let next = queue.send(1_000); next; next = queue.send(1_000)) names.push(next.topic);
  return names;
}

describe('createMessageQueue', () => {
  test('gives messages in order, as many as may be on their way', () => {
    const queue = createMessageQueue({ most: 10, mostBytes: 100 });
    for (const name of ['a', 'b', 'c']) queue.put(message(name));
    const first = queue.send(2);
    expect([first?.topic, queue.send(2)?.topic, queue.send(2)]).toEqual(['a', 'b', undefined]);
    if (first) queue.done(first);
    expect(queue.send(2)?.topic).toBe('c');
    expect(queue.size()).toBe(2);
  });

  test('after a break, what was on its way comes first again', () => {
    const queue = createMessageQueue({ most: 10, mostBytes: 100 });
    for (const name of ['a', 'b', 'c']) queue.put(message(name));
    const first = queue.send(2);
    queue.send(2);
    if (first) queue.done(first);
    queue.backAll();
    expect(drain(queue)).toEqual(['b', 'c']);
  });

  test('drops the oldest that wait when there are too many, or too many bytes, and says how many', () => {
    const queue = createMessageQueue({ most: 3, mostBytes: 10 });
    expect(['a', 'b', 'c', 'd'].map((name) => queue.put(message(name)))).toEqual([0, 0, 0, 1]);
    expect(queue.put(message('big', 9))).toBe(2);
    expect(drain(queue)).toEqual(['d', 'big']);
  });
});
