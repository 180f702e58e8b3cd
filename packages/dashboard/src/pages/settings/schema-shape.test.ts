import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readShape, valueAt } from './schema-shape.ts';

const shapeOf = (schema: z.ZodType) => readShape(z.toJSONSchema(schema, { io: 'input' }));

describe('the shape of a configuration', () => {
  it('has sections, and in them keys with help and what is usual', () => {
    const schema = z.strictObject({
      http: z
        .strictObject({ port: z.int().min(0).max(65_535).default(8080).describe('the port') })
        .prefault({})
        .describe('the page'),
    });
    expect(shapeOf(schema)).toEqual({
      kind: 'section',
      help: undefined,
      keys: [
        {
          name: 'http',
          usual: {},
          shape: {
            ...{ kind: 'section', help: 'the page' },
            keys: [
              {
                name: 'port',
                usual: 8080,
                shape: { kind: 'number', whole: true, min: 0, max: 65_535, help: 'the port' },
              },
            ],
          },
        },
      ],
    });
  });

  it.each([
    ['text', z.string().max(9), { kind: 'text', maxLength: 9 }],
    ['a number', z.number().min(0.5), { kind: 'number', whole: false, min: 0.5 }],
    ['a switch', z.boolean(), { kind: 'switch' }],
    ['a choice', z.enum(['a', 'b']), { kind: 'choice', options: ['a', 'b'] }],
    ['a list', z.array(z.string()).max(3), { kind: 'list', most: 3, item: { kind: 'text' } }],
    ['text of several notations', z.union([z.ipv4(), z.ipv6()]), { kind: 'text' }],
    ['a list of lists', z.array(z.array(z.string())), { kind: 'other' }],
    ['either text or a number', z.union([z.string(), z.number()]), { kind: 'other' }],
    ['a record', z.record(z.string(), z.number()), { kind: 'other' }],
  ])('knows %s', (_, schema, expected) => {
    expect(shapeOf(schema)).toMatchObject(expected);
  });

  it('is other where it is no schema', () => {
    expect(readShape(7)).toEqual({ kind: 'other', help: undefined });
  });
});

it('values are found by their path', () => {
  expect(valueAt({ heads: [{ model: 'a' }] }, ['heads', 0, 'model'])).toBe('a');
  expect(valueAt({ heads: null }, ['heads', 0, 'model'])).toBeUndefined();
});
