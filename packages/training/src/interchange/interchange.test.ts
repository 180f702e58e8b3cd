import type { Fingerprint } from '@splitsight/wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Item, ItemOrigin } from '../data-set.ts';
import { hashDataSet } from '../data-set-hash.ts';
import { requireItems } from '../item-check.ts';
import { decodeItem, encodeItem } from '../item-record.ts';
import { encodeOrigin, parseOrigin } from '../origin.ts';
import { encodeItemFileHead, encodeItemLine, parseItemFileHead, parseItemLine } from './item-file.ts';
import { encodeTask, type LabelStudioTask, labelStudioConfig, parseLabelStudio } from './label-studio.ts';

const id = fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,20}$/);
const whole = fc.integer({ min: 0, max: 2 ** 40 });
const origins: fc.Arbitrary<ItemOrigin> = fc.oneof(
  fc.record({
    kind: fc.constant('vector' as const),
    site: id,
    camera: id,
    bootId: fc.stringMatching(/^[0-9a-f]{16}$/),
    sequence: whole,
    region: fc.integer({ min: 0, max: 63 }),
  }),
  fc.record({
    kind: fc.constant('picture' as const),
    name: fc.string({ minLength: 1, maxLength: 60, unit: 'grapheme' }).filter((name) => !/\p{Cc}/u.test(name)),
    view: fc.integer({ min: 0, max: 9999 }),
  }),
);

const item = (changes: Partial<Item> = {}): Item => ({
  origin: { kind: 'vector', site: 'yard', camera: 'gate', bootId: '00000000000000aa', sequence: 7, region: 0 },
  label: 'person',
  vector: Uint8Array.of(1, 2, 3, 255),
  fingerprint: '0011223344556677' as Fingerprint,
  camera: 'yard/gate',
  capturedAt: 1_700_000_000_000,
  region: 'motion',
  box: { x: 0.25, y: 0, width: 0.5, height: 1 },
  group: null,
  judged: true,
  weight: 1,
  ...changes,
});
const picture = item({
  origin: { kind: 'picture', name: 'person/a b#1.jpg', view: 0 },
  camera: null,
  capturedAt: null,
  region: 'global',
  box: { x: 0, y: 0, width: 1, height: 1 },
  group: 'street',
  judged: false,
  weight: 0.25,
});

describe('an origin', () => {
  it('is what its text says, and different ones have different texts', () => {
    fc.assert(
      fc.property(origins, (origin) => {
        expect(parseOrigin(encodeOrigin(origin))).toEqual(origin);
      }),
    );
  });

  it.each([
    '',
    'gate',
    'vector:yard/gate/00/7/0',
    'vector:yard/../00000000000000aa/7/0',
    'picture:#0',
    'picture:a\nb#0',
  ])('is not %j', (text) =>
    expect(() => parseOrigin(text)).toThrow(expect.objectContaining({ code: 'DATASET_ORIGIN' })),
  );
});

describe('items.ndjson', () => {
  it('holds items whole', () => {
    for (const one of [item(), picture])
      expect(decodeItem(parseItemLine(encodeItemLine(encodeItem(one)), 2))).toEqual(one);
    expect(parseItemFileHead(encodeItemFileHead('gate', 'u8'))).toMatchObject({ name: 'gate', codec: 'u8' });
  });

  it.each(['', '{', '{}', '{"origin":"picture:a#0","label":"a","fingerprint":"00","vector":""}', 'x'.repeat(200_000)])(
    'has no line like %.40j, and says which it was',
    (line) => {
      const failing = { code: 'DATASET_FILE', message: expect.stringContaining('line 9') };
      expect(() => parseItemLine(line, 9)).toThrow(expect.objectContaining(failing));
    },
  );
});

describe('items that are to join a data set', () => {
  it.each(['a/b', '🔥', '', 'Fire', 'x'.repeat(300), '../x', 'a\nb'])('have no label like %.20j', (label) => {
    const failing = expect.objectContaining({ code: 'DATASET_LABEL' });
    expect(() => requireItems([item(), item({ label })], 'u8', 4)).toThrow(failing);
  });

  it('have vectors of the right length', () => {
    expect(() => requireItems([item()], 'u8', 5)).toThrow(expect.objectContaining({ code: 'DATASET_VECTOR_SIZE' }));
    expect(() => requireItems([item()], 'f32', 4)).toThrow(expect.objectContaining({ code: 'DATASET_VECTOR_SIZE' }));
  });

  it('have numbers in vectors of floats', () => {
    const floats = (...values: number[]) => item({ vector: new Uint8Array(Float32Array.from(values).buffer) });
    expect(() => requireItems([floats(1, -2)], 'f32', 2)).not.toThrow();
    for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const failing = expect.objectContaining({ code: 'DATASET_VALUES' });
      expect(() => requireItems([floats(1, wrong)], 'f32', 2)).toThrow(failing);
    }
  });
});

describe('the hash of a data set', () => {
  const hash = (...items: Item[]) => hashDataSet({ name: 'x', codec: 'u8', items });

  it('does not know names and order', () => {
    expect(hash(item(), picture)).toBe(hash(picture, item()));
    expect(hash(item())).toMatch(/^[0-9a-f]{64}$/);
  });

  it('knows everything that teaches', () => {
    const others = [
      { label: 'empty' },
      { vector: Uint8Array.of(1, 2, 3, 254) },
      { group: 'a' },
      { weight: 2 },
      { judged: false },
    ];
    const hashes = [hash(item()), hash(), ...others.map((change) => hash(item(change)))];
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});

describe('Label Studio', () => {
  const tasks = [item(), picture].map((one) => encodeTask(encodeItem(one), 'http://pictures/'));
  const relabelled = (label: string): LabelStudioTask[] =>
    JSON.parse(JSON.stringify(tasks).replaceAll('"choices":["person"]', `"choices":["${label}"]`));

  it('is given camera, time, place and label in its own JSON', () => {
    expect(tasks).toEqual([
      {
        data: {
          text: 'yard/gate, 2023-11-14T22:13:20.000Z, motion, 0.250 0.000 0.500 1.000',
          splitsight_origin: 'vector:yard/gate/00000000000000aa/7/0',
          camera: 'yard/gate',
          captured_at: '2023-11-14T22:13:20.000Z',
          region: 'motion',
          box: '0.250 0.000 0.500 1.000',
        },
        annotations: [
          { result: [{ from_name: 'label', to_name: 'item', type: 'choices', value: { choices: ['person'] } }] },
        ],
      },
      {
        data: {
          text: 'person/a b#1.jpg',
          splitsight_origin: 'picture:person/a b#1.jpg#0',
          region: 'global',
          box: '0.000 0.000 1.000 1.000',
          group: 'street',
          image: 'http://pictures/person/a%20b%231.jpg',
        },
        annotations: [
          { result: [{ from_name: 'label', to_name: 'item', type: 'choices', value: { choices: ['person'] } }] },
        ],
      },
    ]);
    expect(labelStudioConfig(['empty', 'person'], 'text')).toContain('<Choice value="person"/>');
  });

  it('gives back the labels that people chose', () => {
    const answers = parseLabelStudio(relabelled('empty'));
    expect([...answers.labels]).toEqual([
      ['vector:yard/gate/00000000000000aa/7/0', 'empty'],
      ['picture:person/a b#1.jpg#0', 'empty'],
    ]);
    expect(answers).toMatchObject({ foreign: [], unanswered: [], disputed: [] });
  });

  it('names what cannot be used', () => {
    const [first, second] = tasks;
    const both = {
      ...first,
      annotations: [...(first?.annotations ?? []), ...(relabelled('empty')[0]?.annotations ?? [])],
    };
    const skipped = { ...second, annotations: [{ ...second?.annotations[0], was_cancelled: true }] };
    const answers = parseLabelStudio([both, skipped, { id: 12, data: { image: 'x.jpg' }, annotations: [] }]);
    expect([...answers.labels]).toEqual([]);
    expect(answers).toMatchObject({
      disputed: ['vector:yard/gate/00000000000000aa/7/0'],
      unanswered: ['picture:person/a b#1.jpg#0'],
      foreign: ['12'],
    });
  });

  it('is refused as a whole when a choice can be no label, or when it is something else', () => {
    expect(() => parseLabelStudio(relabelled('a/b'))).toThrow(expect.objectContaining({ code: 'DATASET_LABEL' }));
    for (const other of [{}, null, [{ image: 'x', label: 'y' }], 'text']) {
      expect(() => parseLabelStudio(other)).toThrow(expect.objectContaining({ code: 'DATASET_FILE' }));
    }
  });
});
