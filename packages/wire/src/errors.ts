import { defineErrors } from '@splitsight/kernel';

/** What can be wrong with what comes over the wire. */
export const wireErrors = {
  WIRE_ID: 'not an id: use 1 to 63 of a-z, 0-9, "-" and "_", beginning with a letter or digit',
  WIRE_TOPIC: 'not a topic of this protocol',
  WIRE_TOO_LARGE: 'the message is larger than this protocol allows',
  WIRE_NOT_CBOR: 'the message is not one CBOR item',
  WIRE_VERSION: 'the message is of a protocol version this program does not know; update it',
  WIRE_SHAPE: 'the message does not have the shape that its topic promises',
  WIRE_RANGE: 'a value of the message is out of range',
  WIRE_JSON: 'the message is not the JSON message its topic promises',
} as const;

export const wireError = defineErrors(wireErrors);
