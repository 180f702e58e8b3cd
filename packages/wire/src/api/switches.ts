import { z } from 'zod';
import { cameraIdSchema, siteIdSchema } from '../messages/fields.ts';
import { cameraViewSchema } from '../messages/live.ts';

export const cameraPathSchema = z.strictObject({ site: siteIdSchema, camera: cameraIdSchema });
export const enabledBodySchema = z.strictObject({ enabled: z.boolean().describe('whether the camera is watched') });
export const cameraAnswerSchema = z.object({ camera: cameraViewSchema });
