import { z } from 'zod';

/** A part of a JSON Schema, as far as the form understands it. */
export type Shape =
  | { readonly kind: 'section'; readonly keys: readonly Key[]; readonly help: string | undefined }
  | { readonly kind: 'text'; readonly maxLength: number | undefined; readonly help: string | undefined }
  | {
      readonly kind: 'number';
      readonly min?: number;
      readonly max?: number;
      readonly whole: boolean;
      readonly help: string | undefined;
    }
  | { readonly kind: 'switch'; readonly help: string | undefined }
  | { readonly kind: 'choice'; readonly options: readonly string[]; readonly help: string | undefined }
  | {
      readonly kind: 'list';
      readonly item: Shape;
      readonly most: number | undefined;
      readonly help: string | undefined;
    }
  /** Something that is written better than clicked: only the YAML view changes it. */
  | { readonly kind: 'other'; readonly help: string | undefined };

export interface Key {
  readonly name: string;
  readonly shape: Shape;
  /** What counts when nothing is said; undefined when nothing does. */
  readonly usual: unknown;
}

const partSchema = z.looseObject({
  type: z.string().optional(),
  description: z.string().optional(),
  default: z.unknown().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  items: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  anyOf: z.array(z.unknown()).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  maxLength: z.number().optional(),
  maxItems: z.number().optional(),
});

/** Reads a JSON Schema (2020-12) that zod wrote. What it does not know is `other`. @param say what is said of a key, in other words */
export function readShape(schema: unknown, say: (text: string) => string = (text) => text): Shape {
  const parsed = partSchema.safeParse(schema);
  if (!parsed.success) return { kind: 'other', help: undefined };
  const part = parsed.data;
  const help = part.description === undefined ? undefined : say(part.description);
  if (part.properties)
    return { kind: 'section', keys: Object.entries(part.properties).map((key) => readKey(key, say)), help };
  if (part.enum?.every((option) => typeof option === 'string'))
    return { kind: 'choice', options: part.enum.map(String), help };
  // Alternatives of one simple type are that type: addresses of several notations are text.
  const [first, ...rest] = part.anyOf?.map((one) => readShape(one, say)) ?? [];
  if (first && rest.every(({ kind }) => kind === first.kind) && first.kind === 'text') return { ...first, help };
  switch (part.type) {
    case 'string':
      return { kind: 'text', maxLength: part.maxLength, help };
    case 'number':
    case 'integer':
      return {
        ...{ kind: 'number', whole: part.type === 'integer', help },
        ...(part.minimum !== undefined && { min: part.minimum }),
        ...(part.maximum !== undefined && { max: part.maximum }),
      };
    case 'boolean':
      return { kind: 'switch', help };
    case 'array':
      return listOf(readShape(part.items, say), part.maxItems, help);
    default:
      return { kind: 'other', help };
  }
}

function readKey([name, schema]: [string, unknown], say: (text: string) => string): Key {
  return { name, shape: readShape(schema, say), usual: partSchema.safeParse(schema).data?.default };
}

function listOf(item: Shape, most: number | undefined, help: string | undefined): Shape {
  return item.kind === 'other' || item.kind === 'list' ? { kind: 'other', help } : { kind: 'list', item, most, help };
}

/** What stands at a path in values. */
export function valueAt(values: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (value, step) => (typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined),
    values,
  );
}
