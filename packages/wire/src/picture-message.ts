import type { Millis } from '@splitsight/kernel';
import { decodeItem, encodeItem, readMessage, readNamed, readOctets, readWhole } from './cbor.ts';
import { wireError } from './errors.ts';
import { hex8, hex8Bytes, type PictureRequestId } from './ids.ts';

/**
 * What became of a request for a picture: here it is; the policy of the site forbids it; the moment is no longer, or not yet, in
 * the ring; the site gives no more this minute; the agent could not make it.
 */
export const pictureOutcomes = ['picture', 'policy', 'gone', 'too_many', 'failed'] as const;
export type PictureOutcome = (typeof pictureOutcomes)[number];

/** The answer to one request for a picture, as it travels on `cam/<camera>/snapshot`. Described in CDDL in docs/protocol.md. */
export interface PictureMessage {
  /** The id of the request. */
  readonly id: PictureRequestId;
  readonly outcome: PictureOutcome;
  /** When the frame was captured: the edge machine's clock, whole milliseconds since the Unix epoch. 0 without a picture. */
  readonly capturedAt: Millis;
  /** A JPEG file of at most {@link maxJpegBytes}; empty exactly when the outcome is not `picture`. Decoded ones are copies. */
  readonly jpeg: Uint8Array;
}

const version = 1;
/** Nothing larger is decoded; it goes through a broker that takes packets of 300,000 bytes. */
export const maxPictureMessageBytes = 262_144;
/** What is left for the file. */
export const maxJpegBytes = maxPictureMessageBytes - 64;

/** Encodes an answer. Its values are trusted to be in range: {@link decodePictureMessage} checks them at the door. */
export function encodePictureMessage({ id, outcome, capturedAt, jpeg }: PictureMessage): Uint8Array {
  return encodeItem([version, hex8Bytes(id), pictureOutcomes.indexOf(outcome), capturedAt, jpeg]);
}

/**
 * Decodes the bytes of an answer. Whether its file is a JPEG at all is not looked at.
 *
 * @throws CodedError WIRE_TOO_LARGE, WIRE_NOT_CBOR, WIRE_VERSION, WIRE_SHAPE or WIRE_RANGE, whatever the bytes are.
 */
export function decodePictureMessage(bytes: Uint8Array): PictureMessage {
  const item = readMessage(decodeItem(bytes, maxPictureMessageBytes), version, 5);
  const id = hex8<PictureRequestId>(readOctets(item[1], 8, 8, 'request id'));
  const outcome = readNamed(pictureOutcomes, item[2], 'outcome');
  const capturedAt = readWhole(item[3], 0, Number.MAX_SAFE_INTEGER, 'capture time');
  const jpeg = readOctets(item[4], 0, maxJpegBytes, 'jpeg');
  if ((outcome === 'picture') !== jpeg.length > 0) throw wireError('WIRE_RANGE', `${outcome} of ${jpeg.length} bytes`);
  return { id, outcome, capturedAt, jpeg };
}
