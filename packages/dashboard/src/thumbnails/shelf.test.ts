import { expect, it, vi } from 'vitest';
import { createThumbnailShelf } from './shelf.ts';

/** A shelf whose loads end when the test says so. */
function openShelf(atOnce = 2, most = 3) {
  const begun: string[] = [];
  const ends = new Map<string, (address: string | undefined) => void>();
  const shelf = createThumbnailShelf({
    atOnce,
    most,
    load: (id) =>
      new Promise((resolve, reject) => {
        begun.push(id);
        ends.set(id, (address) => (address === undefined ? reject(new Error('none')) : resolve(address)));
      }),
  });
  const end = async (id: string, isThere = true) => {
    ends.get(id)?.(isThere ? `small ${id}` : undefined);
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { shelf, begun, end };
}

it('loads a few at a time, the last wish first', async () => {
  const { shelf, begun, end } = openShelf();
  const come = vi.fn();
  for (const id of ['a', 'b', 'c', 'd']) shelf.want(id, come);
  expect(begun).toEqual(['a', 'b']);
  await end('a');
  expect(come).toHaveBeenCalledWith('small a');
  expect(begun).toEqual(['a', 'b', 'd']);
});

it('does not load what nobody wants any more', async () => {
  const { shelf, begun, end } = openShelf(1);
  shelf.want('a', () => {});
  const takeBack = shelf.want('b', () => {});
  shelf.want('c', () => {});
  takeBack();
  await end('a');
  await end('c');
  expect(begun).toEqual(['a', 'c']);
});

it('loads once what two want, and keeps the newest', async () => {
  const { shelf, begun, end } = openShelf(1, 2);
  const come = vi.fn();
  shelf.want('a', come);
  shelf.want('a', (address) => come(address));
  await end('a');
  expect(come).toHaveBeenCalledTimes(2);
  for (const id of ['b', 'c']) {
    shelf.want(id, come);
    await end(id);
  }
  expect(begun).toEqual(['a', 'b', 'c']);
  expect(['a', 'b', 'c'].map((id) => shelf.peek(id))).toEqual([undefined, 'small b', 'small c']);
});

it('goes on after one that cannot be had', async () => {
  const { shelf, begun, end } = openShelf(1);
  const come = vi.fn();
  shelf.want('a', come);
  shelf.want('b', come);
  await end('a', false);
  await end('b');
  expect(come.mock.calls).toEqual([['small b']]);
  shelf.want('a', come);
  expect(begun).toEqual(['a', 'b', 'a']);
});
