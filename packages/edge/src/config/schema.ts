import { logLevels } from '@splitsight/kernel/node';
import { idPattern, nodeIdSchema, precisionNames, siteIdSchema } from '@splitsight/wire';
import { z } from 'zod';
import { brokerSchema } from './broker.ts';
import { cameraSchema, watchdogSchema } from './camera.ts';
import { captureSchema } from './capture.ts';
import { gazeSchema } from './gaze.ts';
import { picturesSchema } from './pictures.ts';
import { spoolSchema } from './spool.ts';
import { tamperSchema } from './tamper.ts';

const modelSchema = z.strictObject({
  path: z
    .string()
    .min(1)
    .default('models/resnet18-w0.5-224')
    .describe('the folder of the backbone; a relative path starts from the working directory'),
  codec: z
    .enum(['u8', 'pca128-u8', 'f32'])
    .default('u8')
    .describe('how vectors travel: a byte a value, 128 bytes, or four bytes a value; heads take the one they learnt'),
  variant: z
    .enum(['auto', ...precisionNames])
    .default('auto')
    .describe('in what numbers it computes; auto takes what was measured fastest on such a processor'),
  threads: z.int().min(1).max(64).default(2).describe('how many processor cores one picture is shared between'),
});

/** The configuration file of splitsight-edge. */
export const edgeConfigSchema = z
  .strictObject({
    site: siteIdSchema.describe('the place this machine is at; the first part of every topic'),
    node: nodeIdSchema.describe('this machine; unique within the site'),
    topic_prefix: z.string().regex(idPattern).default('splitsight').describe('the first level of every MQTT topic'),
    broker: brokerSchema.prefault({}).describe('where messages go'),
    spool: spoolSchema.prefault({}).describe('where feature messages wait on disk while the broker is away'),
    model: modelSchema.prefault({}).describe('the feature extractor'),
    capture: captureSchema.prefault({}).describe('the size of the pictures that are watched'),
    gaze: gazeSchema.prefault({}).describe('when pictures are looked at, and how closely'),
    tamper: tamperSchema.prefault({}).describe('how a camera that is frozen, covered, moved or defocused is told'),
    pictures: picturesSchema.prefault({}).describe('which pictures leave the site, and how they are kept for that'),
    watchdog: watchdogSchema.prefault({}).describe('when a camera is started again'),
    cameras: z.array(cameraSchema).min(1).max(256).describe('what to watch'),
    health_interval_s: z.number().min(0.1).max(3600).default(10).describe('how often the agent reports its health'),
    log_level: z.enum(logLevels).default('info').describe('how much is logged'),
  })
  .superRefine(({ cameras }, context) => {
    const seen = new Set<string>();
    for (const [index, { id }] of cameras.entries()) {
      if (seen.has(id))
        context.addIssue({ code: 'custom', path: ['cameras', index, 'id'], message: `"${id}" is taken` });
      seen.add(id);
    }
  });
export type EdgeConfig = z.output<typeof edgeConfigSchema>;
