import { z } from 'zod';
import { wireError } from '../errors.ts';

/** Larger JSON messages are refused before they are parsed. */
export const maxJsonBytes = 262_144;

/**
 * Parses a JSON message against its schema. Unknown keys are passed over, so that newer senders can say more.
 *
 * @throws CodedError WIRE_TOO_LARGE or WIRE_JSON
 */
export function parseJsonMessage<Schema extends z.ZodType>(schema: Schema, text: string): z.output<Schema> {
  if (text.length > maxJsonBytes) throw wireError('WIRE_TOO_LARGE', `${text.length} characters`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw wireError('WIRE_JSON', 'not JSON', error);
  }
  return parseMessage(schema, value);
}

/** Checks a value, a bare word of a status topic say, against its schema. @throws CodedError WIRE_JSON */
export function parseMessage<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw wireError('WIRE_JSON', z.prettifyError(result.error).replaceAll('\n', ' ').slice(0, 200));
}
