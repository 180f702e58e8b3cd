import { isCodedError } from '@splitsight/kernel';
import type { wireErrors } from '@splitsight/wire';

/** Why a feature or status message is not used. The closed list of label values of splitsight_messages_dropped_total. */
export const dropReasons = [
  'topic',
  'too_large',
  'not_cbor',
  'version',
  'shape',
  'range',
  'status',
  'fingerprint',
  'codec',
  'vector_size',
  'duplicate',
  'clock_ahead',
  'too_many_cameras',
  'too_many_nodes',
  'head_queue_full',
  'head_failed',
  'shed',
  'switched_off',
] as const;
export type DropReason = (typeof dropReasons)[number];

/**
 * What is used, but remarkable. The label values of splitsight_messages_marked_total. `forgotten`: scored while the database could
 * not be written, and to be sent again; `returned`: what was forgotten has come again.
 */
export const marks = ['late', 'ahead', 'missing', 'recovered', 'forgotten', 'returned'] as const;
export type Mark = (typeof marks)[number];

const byCode: Readonly<Record<keyof typeof wireErrors, DropReason>> = {
  WIRE_ID: 'topic',
  WIRE_TOPIC: 'topic',
  WIRE_TOO_LARGE: 'too_large',
  WIRE_NOT_CBOR: 'not_cbor',
  WIRE_VERSION: 'version',
  WIRE_SHAPE: 'shape',
  WIRE_RANGE: 'range',
  WIRE_JSON: 'status',
};

/** The reason that belongs to what a decoder threw. Anything but a coded error of `wire` is a defect and thrown on. */
export function dropReason(error: unknown): DropReason {
  if (isCodedError(error) && isWireCode(error.code)) return byCode[error.code];
  throw error;
}

function isWireCode(code: string): code is keyof typeof byCode {
  return Object.hasOwn(byCode, code);
}
