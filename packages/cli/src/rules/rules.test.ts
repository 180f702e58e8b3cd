import { parseConfig } from '@splitsight/kernel/node';
import { type RuleInput, ruleFileSchema } from '@splitsight/wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rulesText } from './index.ts';

const name = fc
  .string({ minLength: 1, maxLength: 20, unit: 'grapheme' })
  .map((text) => text.replaceAll(/\p{Cc}/gu, '').trim())
  .filter((text) => text !== '');
const fraction = fc.integer({ min: 0, max: 100 }).map((part) => part / 100);
const polygon = fc.tuple(fraction, fraction).map(([x, y]): [number, number][] => [
  [x / 2, y / 2],
  [x / 2 + 0.5, y / 2],
  [x / 2, y / 2 + 0.5],
]);
const rule: fc.Arbitrary<RuleInput> = fc.record(
  {
    id: fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,12}$/),
    name,
    head: fc.constantFrom('fire', 'on', 'no', '123', '0x1f', '1e5', 'null'),
    enabled: fc.boolean(),
    cameras: fc.constantFrom<string[]>(['*'], ['yard/*', 'house/hall']),
    threshold: fraction,
    severity: fc.constantFrom('alert', 'detection'),
    zones: fc.uniqueArray(fc.record({ name, polygon }), { selector: (zone) => zone.name, maxLength: 3 }),
    masks: fc.array(polygon, { maxLength: 2 }),
    schedule: fc.constantFrom<RuleInput['schedule']>(null, {
      time_zone: 'Europe/Prague',
      intervals: [{ days: ['mon', 'sun'], from: '22:00', to: '06:00' }],
    }),
    armed_in: fc.constantFrom<RuleInput['armed_in']>('always', ['away', 'night']),
  },
  { requiredKeys: ['id', 'name', 'head'] },
);

describe('a file of rules', () => {
  it('reads as what was exported, whatever names look like', () => {
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 4 }), (rules) => {
        const { rules: parsed } = ruleFileSchema.parse({ rules });
        expect(parseConfig(rulesText(parsed), ruleFileSchema, 'rules.yaml').rules).toEqual(parsed);
      }),
    );
  });

  it('that is wrong says where', () => {
    const text = 'rules: [{id: a, name: A, head: fire, zones: [{name: z, polygon: [[0, 0], [1, 1]]}], treshold: 1}]';
    expect(() => parseConfig(text, ruleFileSchema, 'rules.yaml')).toThrow(/did you mean "threshold"/);
    const short = text.replace(', treshold: 1', '');
    expect(() => parseConfig(short, ruleFileSchema, 'rules.yaml')).toThrow(/zones.0.polygon: a polygon needs three/);
  });
});
