import { codecSchema } from '@splitsight/wire';
import { z } from 'zod';
import { trainingError } from '../errors.ts';
import { type ItemRecord, itemRecordSchema } from '../item-record.ts';

/** The first line of items.ndjson. */
const headSchema = z.strictObject({
  splitsight: z.literal('data set'),
  version: z.literal(1),
  name: z.string(),
  codec: codecSchema,
});
export type ItemFileHead = z.output<typeof headSchema>;

/** A line is one vector of at most 16 KiB in base64 and its few words. */
const maxLineLength = 131_072;

/** The first line of items.ndjson: what the set is. */
export function encodeItemFileHead(name: string, codec: ItemFileHead['codec']): string {
  return `${JSON.stringify({ splitsight: 'data set', version: 1, name, codec } satisfies ItemFileHead)}\n`;
}

/** Each further line: an item, whole. */
export function encodeItemLine(record: ItemRecord): string {
  return `${JSON.stringify(record)}\n`;
}

/** @throws CodedError DATASET_FILE */
export function parseItemFileHead(line: string): ItemFileHead {
  return parse(headSchema, line, 1);
}

/** @param number of the line in its file, for the error. @throws CodedError DATASET_FILE */
export function parseItemLine(line: string, number: number): ItemRecord {
  return parse(itemRecordSchema, line, number);
}

function parse<Schema extends z.ZodType>(schema: Schema, line: string, number: number): z.output<Schema> {
  if (line.length > maxLineLength) throw trainingError('DATASET_FILE', `line ${number} (${line.length} characters)`);
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw trainingError('DATASET_FILE', `line ${number} (not JSON)`, error);
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw trainingError('DATASET_FILE', `line ${number} (${issue?.path.join('.')}: ${issue?.message})`);
}
