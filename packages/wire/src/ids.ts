import { wireError } from './errors.ts';

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** A place under one roof or fence: the first part of every topic. */
export type SiteId = Branded<'site'>;
/** An edge machine. */
export type NodeId = Branded<'node'>;
/** A camera; unique within its site. */
export type CameraId = Branded<'camera'>;
/** The name of a head: what it recognises. */
export type HeadName = Branded<'head'>;
/** 16 hex digits, drawn at random when an agent starts. */
export type BootId = Branded<'boot'>;
/** 16 hex digits: the first 8 bytes of the backbone file's sha256. */
export type Fingerprint = Branded<'fingerprint'>;

/** 16 hex digits, drawn at random for one request for a picture. */
export type PictureRequestId = Branded<'picture-request'>;

/** What an id looks like: safe as a topic level, a file name and a label value. */
export const idPattern = /^[a-z0-9][a-z0-9_-]{0,62}$/;
/** What a boot id, a fingerprint and the id of a request look like: 8 bytes in hex. */
export const hex8Pattern = /^[0-9a-f]{16}$/;

/** @throws CodedError WIRE_ID */
export const parseSiteId = (text: string): SiteId => checked(text, 'site');
/** @throws CodedError WIRE_ID */
export const parseNodeId = (text: string): NodeId => checked(text, 'node');
/** @throws CodedError WIRE_ID */
export const parseCameraId = (text: string): CameraId => checked(text, 'camera');
/** @throws CodedError WIRE_ID */
export const parseHeadName = (text: string): HeadName => checked(text, 'head');

/** The boot id, fingerprint or request whose 8 bytes these are. */
export function hex8<Id extends Hex8>(bytes: Uint8Array): Id {
  let hex = '';
  for (const byte of bytes) hex += byteHex[byte];
  return hex as Id;
}

/** The 8 bytes of a boot id, a fingerprint or a request. */
export function hex8Bytes(id: Hex8): Uint8Array {
  const bytes = new Uint8Array(8);
  for (let i = 0; i < 8; i++) bytes[i] = Number.parseInt(id.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

type Hex8 = BootId | Fingerprint | PictureRequestId;

const byteHex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

function checked<Name extends 'site' | 'node' | 'camera' | 'head'>(text: string, what: Name): Branded<Name> {
  if (!idPattern.test(text)) throw wireError('WIRE_ID', `${what} "${text.slice(0, 64)}"`);
  return text as Branded<Name>;
}
