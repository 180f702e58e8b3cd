import { defaultTamper, lieKinds } from '@splitsight/vision';
import { z } from 'zod';

const seconds = (least: number) => z.number().min(least).max(86_400);

const fields = {
  kinds: z
    .array(z.enum(lieKinds))
    .refine((kinds) => new Set(kinds).size === kinds.length, 'name each once')
    .describe('what is looked for: frozen, covered, moved, defocused; an empty list looks for nothing'),
  frozen_s: seconds(1).describe(
    'how long pictures must be the same; longer where the encoder leaves a still scene unchanged for long by itself',
  ),
  covered_s: seconds(0).describe('how long a view must show nothing'),
  defocused_s: seconds(0).describe('how long pictures must be blurred'),
  moved_s: seconds(0).describe('how long another view must be shown'),
  clear_s: seconds(0).describe('how long all must be well before it is told to be over'),
  learn_s: seconds(1).describe('how long a view is learnt before it is held against anything'),
  accept_s: seconds(1).describe(
    'after how long in another view that one becomes right, too; four views are known, so the presets of a PTZ camera are told once each',
  ),
  min_sharpness: z
    .number()
    .min(0)
    .max(1)
    .describe('how sharp pictures must be beside the learnt view; blur of two pixels at 640 × 360 leaves 0.7'),
  min_match: z
    .number()
    .min(0)
    .max(1)
    .describe('what share of the view must show its edges; what fills less of the picture may stand before it'),
};

/** How a camera that lies is told from one that shows what is there. */
export const tamperSchema = z.strictObject({
  kinds: fields.kinds.default(() => [...defaultTamper.kinds]),
  frozen_s: fields.frozen_s.default(defaultTamper.frozen_s),
  covered_s: fields.covered_s.default(defaultTamper.covered_s),
  defocused_s: fields.defocused_s.default(defaultTamper.defocused_s),
  moved_s: fields.moved_s.default(defaultTamper.moved_s),
  clear_s: fields.clear_s.default(defaultTamper.clear_s),
  learn_s: fields.learn_s.default(defaultTamper.learn_s),
  accept_s: fields.accept_s.default(defaultTamper.accept_s),
  min_sharpness: fields.min_sharpness.default(defaultTamper.min_sharpness),
  min_match: fields.min_match.default(defaultTamper.min_match),
});

/** The same for one camera: what is left out is as for all. */
export const tamperOverrideSchema = z.strictObject(fields).partial();
