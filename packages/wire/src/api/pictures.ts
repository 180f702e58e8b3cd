import { z } from 'zod';
import { cameraIdSchema, countSchema, momentSchema, nodeIdSchema, siteIdSchema } from '../messages/fields.ts';
import { maxAlertIdLength, picturePolicySchema } from '../messages/picture.ts';

/**
 * Why there is no picture: `policy` forbids it; the node is `offline`, or too old to know pictures (`unsupported`); the moment was
 * `gone` from its ring; it gives no more this minute (`too_many`); it could not make it (`failed`), gave no answer (`timeout`) or
 * something else than a picture (`invalid`). Of this server: it asks for too much at a time (`busy`), its disk is `full`, it was
 * stopped meanwhile (`stopped`), or the picture was deleted by age or size (`expired`).
 */
export const pictureReasons = [
  'policy',
  'offline',
  'unsupported',
  'gone',
  'too_many',
  'failed',
  'timeout',
  'invalid',
  'busy',
  'full',
  'stopped',
  'expired',
] as const;
export type PictureReason = (typeof pictureReasons)[number];

/** A picture that was asked for, here or not. */
export const pictureViewSchema = z.object({
  id: z.string(),
  site: siteIdSchema,
  camera: cameraIdSchema,
  alert: z.string().nullable().describe('the alert that it belongs to; null when somebody asked without one'),
  offset_ms: z.int().nullable().describe('how far from the frame of the alert it was asked for'),
  state: z.enum(['waiting', 'here', 'none']),
  reason: z.enum(pictureReasons).nullable().describe('why there is none'),
  by: z.string().nullable().describe('who asked for it; null when the server did, for an alert'),
  asked_at: momentSchema,
  captured_at: momentSchema.nullable().describe('by the edge machine’s clock'),
  received_at: momentSchema.nullable(),
  width: countSchema.nullable(),
  height: countSchema.nullable(),
  bytes: countSchema,
});
export type PictureView = z.output<typeof pictureViewSchema>;

/** Which pictures of a camera may be had. */
export const cameraPolicySchema = z.object({
  site: siteIdSchema,
  camera: cameraIdSchema,
  node: nodeIdSchema.nullable(),
  policy: picturePolicySchema.nullable().describe('what applies; null while the agent has not said it'),
  most: picturePolicySchema.nullable().describe('what the site’s own configuration allows at most'),
  set: picturePolicySchema.nullable().describe('what was set here; null where the site’s own configuration decides'),
});
export type CameraPolicy = z.output<typeof cameraPolicySchema>;

/** GET /api/v1/alerts/{id}/pictures, GET /api/v1/cameras/{site}/{camera}/pictures */
export const alertPicturesSchema = z.object({
  policy: cameraPolicySchema,
  pictures: z.array(pictureViewSchema).describe('in the order of their moments'),
});
export type AlertPictures = z.output<typeof alertPicturesSchema>;

/** POST /api/v1/alerts/{id}/pictures, POST /api/v1/cameras/{site}/{camera}/snapshot: the picture that came. */
export const pictureAnswerSchema = z.object({ picture: pictureViewSchema });

/** GET /api/v1/pictures: the newest picture of each camera. */
export const latestPicturesSchema = z.object({ pictures: z.array(pictureViewSchema) });

/** The policy of a site as it was set here. */
export const sitePolicySchema = z.object({
  site: siteIdSchema,
  policy: picturePolicySchema.nullable(),
  revision: countSchema,
  changed_by: z.string().nullable(),
  changed_at: momentSchema.nullable(),
  cameras: z.array(cameraPolicySchema),
});
export type SitePolicy = z.output<typeof sitePolicySchema>;

/** GET /api/v1/picture-policies */
export const sitePoliciesSchema = z.object({ sites: z.array(sitePolicySchema) });
export type SitePolicies = z.output<typeof sitePoliciesSchema>;

/** PUT /api/v1/picture-policies/{site} */
export const sitePolicyBodySchema = z.strictObject({
  policy: picturePolicySchema.nullable().describe('null leaves it to the site’s own configuration'),
  revision: countSchema.describe('the revision that the change starts from; 0 before the first'),
});

export const pictureAlertPathSchema = z.strictObject({ id: z.string().min(1).max(maxAlertIdLength) });
