import { decode, encode, Token, Tokenizer, Type } from 'cborg';
import { wireError } from './errors.ts';

/** Encodes one CBOR item (RFC 8949): definite lengths, shortest integers. */
export const encodeItem: (value: unknown) => Uint8Array = (value) => encode(value);

/** Hands floats on as null: once decoded, 41.0 and 41 look alike, and only the second is an integer of CDDL. */
class WithoutFloats extends Tokenizer {
  override next(): Token {
    const token = super.next();
    return Type.equals(token.type, Type.float) ? new Token(Type.float, null, token.encodedLength) : token;
  }
}

const options = { strict: true, allowIndefinite: false, allowUndefined: false, allowBigInt: true, useMaps: true };

/**
 * Decodes one CBOR item, strictly: definite lengths, shortest integers, no floats, no tags, nothing after the item. Byte strings
 * are copies.
 *
 * @throws CodedError WIRE_TOO_LARGE or WIRE_NOT_CBOR
 */
export function decodeItem(bytes: Uint8Array, most: number): unknown {
  if (bytes.length > most) throw wireError('WIRE_TOO_LARGE', `${bytes.length} bytes`);
  try {
    // Not as a Buffer, whose slices would be views of the message.
    const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return decode(plain, { ...options, tokenizer: new WithoutFloats(plain, options) });
  } catch (error) {
    throw wireError('WIRE_NOT_CBOR', `${bytes.length} bytes`, error);
  }
}

/**
 * Reads the array that every message is: its first element is the version, whatever follows in versions to come.
 *
 * @throws CodedError WIRE_SHAPE, WIRE_RANGE or WIRE_VERSION
 */
export function readMessage(item: unknown, version: number, elements: number): readonly unknown[] {
  if (!Array.isArray(item)) throw wireError('WIRE_SHAPE', 'not an array');
  const told = readWhole(item[0], 1, Number.MAX_SAFE_INTEGER, 'version');
  if (told > version) throw wireError('WIRE_VERSION', `version ${told}`);
  if (item.length !== elements) throw wireError('WIRE_SHAPE', `${item.length} elements in place of ${elements}`);
  return item;
}

export function readList(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value)) throw wireError('WIRE_SHAPE', `${what} is not an array`);
  return value;
}

export function readWhole(value: unknown, min: number, max: number, what: string): number {
  if (typeof value === 'bigint') throw wireError('WIRE_RANGE', what);
  if (typeof value !== 'number' || !Number.isInteger(value)) throw wireError('WIRE_SHAPE', `${what} is not an integer`);
  if (value < min || value > max) throw wireError('WIRE_RANGE', what);
  return value;
}

export function readOctets(value: unknown, min: number, max: number, what: string): Uint8Array {
  if (!(value instanceof Uint8Array)) throw wireError('WIRE_SHAPE', `${what} is not a byte string`);
  if (value.length < min || value.length > max) throw wireError('WIRE_RANGE', `${what} of ${value.length} bytes`);
  return value;
}

export function readNamed<Name extends string>(names: readonly Name[], value: unknown, what: string): Name {
  const name = names[readWhole(value, 0, names.length - 1, what)];
  if (name === undefined) throw wireError('WIRE_RANGE', what);
  return name;
}
