import { describe, expect, it } from 'vitest';
import { createParcels, type Parcel } from './parcels.ts';

const parcel = (topic: string, bytes = 10): Parcel => ({ topic, payload: new Uint8Array(bytes), broken: 0 });
const names = (parcels: readonly Parcel[]) => parcels.map(({ topic }) => topic);

function nextOnes(parcels: ReturnType<typeof createParcels>): string[] {
  const found: string[] = [];
  for (let next = parcels.next(); next; next = parcels.next()) found.push(next.topic);
  return found;
}

describe('what is sent and not acknowledged', () => {
  it('is bounded in messages and in bytes; the oldest are given up, with their bytes', () => {
    const parcels = createParcels({ messages: 3, bytes: 100 });
    const [a, b, c, d] = [parcel('a'), parcel('b'), parcel('c'), parcel('d')];
    expect([a, b, c, d].map((one) => parcels.put(one))).toEqual([0, 0, 0, 1]);
    expect([a.payload, b.payload?.length]).toEqual([undefined, 10]);
    expect(parcels.put(parcel('large', 81))).toBe(2);
    expect(parcels.size()).toBe(2);
    parcels.end();
    expect(nextOnes(parcels)).toEqual(['d', 'large']);
  });

  it('leaves the way when the broker has read it, and is kept until it is acknowledged', () => {
    const parcels = createParcels({ messages: 10, bytes: 1000 });
    const [a, b] = [parcel('a'), parcel('b')];
    for (const [i, one] of [a, b].entries()) {
      parcels.put(one);
      parcels.send(one, i * 1000);
    }
    expect(names(parcels.underway(999))).toEqual(['a']);
    parcels.read(parcels.underway(999));
    expect([parcels.inFlight(), parcels.size()]).toEqual([1, 2]);
    parcels.arrive(a);
    parcels.arrive(b);
    parcels.arrive(b);
    expect([parcels.inFlight(), parcels.size()]).toEqual([0, 0]);
  });

  it('is sent again over the next connection in the order in which it was made, but for what arrives meanwhile', () => {
    const parcels = createParcels({ messages: 10, bytes: 1000 });
    const sent = ['a', 'b', 'c'].map((topic) => parcel(topic));
    for (const one of sent) parcels.put(one);
    expect(parcels.next()).toBeUndefined();
    parcels.end();
    expect(parcels.next()?.topic).toBe('a');
    for (const one of sent) if (one.topic === 'b') parcels.arrive(one);
    expect(nextOnes(parcels)).toEqual(['c']);
    parcels.end();
    expect(nextOnes(parcels)).toEqual(['a', 'c']);
  });

  it('is given up when four connections broke while it was on its way', () => {
    const parcels = createParcels({ messages: 10, bytes: 1000 });
    const [bad, good] = [parcel('bad'), parcel('good')];
    parcels.put(bad);
    parcels.put(good);
    const lost = Array.from({ length: 4 }, () => {
      parcels.send(bad, 0);
      parcels.send(good, 0);
      parcels.read([good]);
      return parcels.end();
    });
    expect(lost).toEqual([0, 0, 0, 1]);
    expect(nextOnes(parcels)).toEqual(['good']);
  });
});
