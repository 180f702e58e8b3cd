import { expect, it } from 'vitest';
import { originName } from './origin-name.ts';

it.each([
  ['vector:yard/gate/188e289bad7da43c/115/3', 'yard / gate #115'],
  [`picture:${'0a'.repeat(32)}/night.jpg#0`, 'night.jpg'],
  ['picture:fire/1#2.jpg#0', 'fire/1#2.jpg'],
  ['something else', 'something else'],
])('%s is read as %s', (origin, name) => {
  expect(originName(origin)).toBe(name);
});
