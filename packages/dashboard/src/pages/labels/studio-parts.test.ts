import { expect, it } from 'vitest';
import { studioParts, studioTasks } from './studio-parts.ts';

it('a file of tasks is a list of them; anything else is none', () => {
  expect(studioTasks('[{"data":{}}]')).toEqual([{ data: {} }]);
  expect(studioTasks('{"data":{}}')).toBeUndefined();
  expect(studioTasks('<xml>')).toBeUndefined();
});

it('tasks are sent in parts that the server takes', () => {
  const many = Array.from({ length: 2001 }, (_, i) => ({ i }));
  expect(studioParts(many).map((part) => part.length)).toEqual([1000, 1000, 1]);
  const large = Array.from({ length: 3 }, (_, i) => ({ i, text: 'x'.repeat(900_000) }));
  expect(studioParts(large).map((part) => part.length)).toEqual([2, 1]);
  expect(studioParts([])).toEqual([]);
});
