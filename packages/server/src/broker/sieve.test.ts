import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPacketSieve } from './sieve.ts';

/** A packet of a first byte with a body. */
function packet(first: number, body: Uint8Array): Buffer {
  const length: number[] = [];
  let rest = body.length;
  do {
    length.push((rest % 128) | (rest >= 128 ? 0x80 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return Buffer.from([first, ...length, ...body]);
}

function publish(topic: string, payload: Uint8Array, { qos = 1, id = 7 } = {}): Buffer {
  const name = Buffer.from(topic);
  const head = [0, name.length, ...name, ...(qos > 0 ? [0, id] : [])];
  return packet(0x30 | (qos << 1), Uint8Array.from([...head, ...payload]));
}

function setUp(maxPacketBytes = 16_383) {
  const taken: { topic: string; payload: string; id: number }[] = [];
  const sieve = createPacketSieve({
    maxPacketBytes,
    take({ topic, payload, id }) {
      if (topic !== 'mine') return false;
      taken.push({ topic, payload: payload.toString('hex'), id });
      return true;
    },
  });
  return { sieve, taken };
}

describe('the sieve', () => {
  it('takes PUBLISH packets out, and leaves everything else in order', () => {
    const { sieve, taken } = setUp();
    const ping = packet(0xc0, new Uint8Array());
    const other = publish('other', Uint8Array.of(1));
    const bytes = Buffer.concat([
      ping,
      publish('mine', Uint8Array.of(2, 3)),
      other,
      publish('mine', Uint8Array.of(), { qos: 0 }),
    ]);
    expect(sieve.sift(bytes)).toEqual(Buffer.concat([ping, other]));
    expect(taken).toEqual([
      { topic: 'mine', payload: '0203', id: 7 },
      { topic: 'mine', payload: '', id: 0 },
    ]);
  });

  it('leaves to the broker what only the broker can refuse or handle', () => {
    const { sieve, taken } = setUp();
    const odd = [
      publish('mine', Uint8Array.of(1), { qos: 2 }),
      publish('mine', Uint8Array.of(1), { qos: 3 }),
      publish('mine', Uint8Array.of(1), { id: 0 }),
      packet(0x32, Uint8Array.of(0, 200, 1)),
      packet(0x32, Uint8Array.of()),
    ];
    expect(odd.map((one) => sieve.sift(one))).toEqual(odd);
    expect(taken).toEqual([]);
  });

  it('refuses a packet at its header, before its body comes', () => {
    const { sieve } = setUp(1000);
    const pass = packet(0x80, new Uint8Array(1000));
    expect(sieve.sift(pass)).toEqual(pass);
    expect(sieve.sift(packet(0x30, new Uint8Array(1001)).subarray(0, 3))).toBeUndefined();
    expect(sieve.sift(packet(0xc0, new Uint8Array()))).toBeUndefined();
  });

  it('refuses a length of more than four bytes', () => {
    const { sieve } = setUp(1e9);
    expect(sieve.sift(Buffer.from([0x30, 0x80, 0x80, 0x80, 0x80]))).toBeUndefined();
  });

  const packets = fc.oneof(
    fc.uint8Array({ maxLength: 300 }).map((payload) => publish('mine', payload)),
    fc.uint8Array({ maxLength: 300 }).map((payload) => publish('other', payload)),
    fc.constantFrom(0, 127, 128, 16_383, 16_384).map((size) => packet(0x82, new Uint8Array(size))),
    fc.constantFrom(127, 128, 16_000, 17_000).map((size) => publish('mine', new Uint8Array(size))),
  );
  it('says the same however the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(packets, { maxLength: 6 }),
        fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 10 }),
        (sent, cuts) => {
          const bytes = Buffer.concat(sent);
          const whole = setUp();
          const pieces = setUp();
          const left: (Buffer | undefined)[] = [];
          for (let at = 0, turn = 0; at < bytes.length; turn++) {
            const end = at + (cuts[turn % cuts.length] ?? 1);
            left.push(pieces.sieve.sift(bytes.subarray(at, end)));
            at = end;
          }
          const all = whole.sieve.sift(bytes);
          expect(pieces.taken).toEqual(whole.taken);
          if (all) expect(Buffer.concat(left.map((one) => one ?? Buffer.of(0)))).toEqual(all);
          else expect(left.at(-1)).toBeUndefined();
        },
      ),
    );
  });
});
