import { z } from 'zod';
import {
  type CameraId,
  type Fingerprint,
  type HeadName,
  hex8Pattern,
  idPattern,
  type NodeId,
  type SiteId,
} from '../ids.ts';
import { codecNames } from '../region.ts';

const id = z.string().regex(idPattern);

export const siteIdSchema = id.transform((text) => text as SiteId).describe('a site id');
export const nodeIdSchema = id.transform((text) => text as NodeId).describe('a node id');
export const cameraIdSchema = id.transform((text) => text as CameraId).describe('a camera id');
export const headNameSchema = id.transform((text) => text as HeadName).describe('a head name');
export const fingerprintSchema = z
  .string()
  .regex(hex8Pattern)
  .transform((text) => text as Fingerprint)
  .describe('the first 8 bytes of the backbone file’s sha256, in hex');

export const codecSchema = z.enum(codecNames);
/** A moment: whole milliseconds since the Unix epoch. */
export const momentSchema = z.int().min(0).describe('milliseconds since the Unix epoch');
/** A duration in milliseconds. */
export const millisSchema = z.number().min(0).describe('milliseconds');
export const countSchema = z.int().min(0);
export const probabilitySchema = z.number().min(0).max(1);

/** A region's box in fractions of the frame. */
export const boxSchema = z
  .object({ x: probabilitySchema, y: probabilitySchema, width: probabilitySchema, height: probabilitySchema })
  .describe('a box in fractions of the frame, origin top left');
