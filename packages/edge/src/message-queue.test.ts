import { describe, expect, test } from 'vitest';
import { createMessageQueue, type Message } from './message-queue.ts';

const message = (name: string, bytes = 1, over: Partial<Message> = {}): Message => ({
  topic: name,
  payload: new Uint8Array(bytes),
  at: 0,
  bornAt: 0,
  isKept: true,
  ...over,
});
const names = (messages: readonly Message[]) => messages.map(({ topic }) => topic);

function drain(queue: ReturnType<typeof createMessageQueue>): string[] {
  const drained: Message[] = [];
  for (let next = queue.send(); next; next = queue.send()) drained.push(next.message);
  return names(drained);
}

describe('createMessageQueue', () => {
  test('gives messages in order', () => {
    const queue = createMessageQueue({ most: 10, mostBytes: 100 });
    for (const name of ['a', 'b', 'c']) queue.put(message(name));
    const first = queue.send();
    expect([first?.message.topic, queue.send()?.message.topic]).toEqual(['a', 'b']);
    if (first) queue.done(first);
    expect([queue.inFlight(), queue.waiting()]).toEqual([1, 1]);
    expect([queue.send()?.message.topic, queue.send()]).toEqual(['c', undefined]);
  });

  test('after a break, what was on its way comes first again', () => {
    const queue = createMessageQueue({ most: 10, mostBytes: 100 });
    for (const name of ['a', 'b', 'c']) queue.put(message(name));
    const first = queue.send();
    queue.send();
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

  test('names what is overdue and may be written, those on their way first, up to a number and bytes', () => {
    const queue = createMessageQueue({ most: 10, mostBytes: 1000 });
    queue.put(message('a', 1, { at: 1 }));
    queue.put(message('picture', 1, { at: 2, isKept: false }));
    queue.put(message('b', 100, { at: 3 }));
    queue.put(message('c', 1, { at: 4 }));
    queue.put(message('d', 1, { at: 9 }));
    queue.send();
    expect(names(queue.overdue(4, 10, 1000))).toEqual(['a', 'b', 'c']);
    expect(names(queue.overdue(4, 2, 1000))).toEqual(['a', 'b']);
    expect(names(queue.overdue(4, 10, 50))).toEqual(['a', 'b']);
    expect(names(queue.overdue(0, 10, 1000))).toEqual([]);
  });

  test('what is on disk waits there; on its way it stays until it has arrived or the connection breaks', () => {
    const queue = createMessageQueue({ most: 10, mostBytes: 100 });
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => message(name, 1)) as [Message, Message, Message, Message];
    for (const one of [a, b, c, d]) queue.put(one);
    const flights = [queue.send(), queue.send()];
    expect([queue.stored(a, 7), queue.stored(b, 8), queue.stored(d, 9)]).toEqual([true, true, false]);
    expect(names(queue.overdue(0, 10, 1000))).toEqual(['c']);
    expect(flights.map((flight) => flight?.row)).toEqual([7, 8]);
    if (flights[0]) queue.done(flights[0]);
    queue.backAll();
    expect([queue.inFlight(), queue.waiting(), drain(queue)]).toEqual([0, 1, ['c']]);
  });

  test('what the broker has read is kept until it is on disk, and then its place there alone', () => {
    const queue = createMessageQueue({ most: 10, mostBytes: 100 });
    const [a, b, c] = ['a', 'b', 'c'].map((name) => message(name)) as [Message, Message, Message];
    for (const one of [a, b, c]) queue.put(one);
    const flights = [queue.send(), queue.send(), queue.send()];
    queue.stored(a, 1);
    expect([queue.read([a, b]), queue.inFlight()]).toEqual([0, 2]);
    expect([queue.stored(b, 2), queue.stored(c, 3), queue.inFlight()]).toEqual([true, true, 1]);
    expect(flights).toMatchObject([
      { message: undefined, row: 1 },
      { message: undefined, row: 2 },
      { message: c, row: 3 },
    ]);
    queue.backAll();
    expect([queue.waiting(), queue.send()]).toEqual([0, undefined]);
  });

  test('of what the broker has read and the disk has not the oldest is given up, in number and in bytes', () => {
    const queue = createMessageQueue({ most: 3, mostBytes: 10 });
    const sent = ['a', 'b', 'c', 'd', 'big'].map((name) => {
      queue.put(message(name, name === 'big' ? 9 : 1));
      return queue.send()?.message as Message;
    });
    expect([queue.read(sent.slice(0, 3)), queue.read(sent.slice(3, 4)), queue.read(sent.slice(4))]).toEqual([0, 1, 2]);
    queue.backAll();
    expect(drain(queue)).toEqual(['d', 'big']);
  });
});
