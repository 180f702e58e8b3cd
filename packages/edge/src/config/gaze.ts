import { defaultGaze, regionChoices } from '@splitsight/vision';
import { z } from 'zod';

const fps = z.number().min(0).max(60);

const fields = {
  regions: z
    .array(z.enum(regionChoices))
    .min(1)
    .refine((regions) => new Set(regions).size === regions.length, 'name each once')
    .describe(
      'what is looked at: the whole picture (global), what moves (motion), the nine cells of a grid (tiles; costs no ' +
        'more time than global), the four quarters and the centre (patch5; costs five times as much); tiles and patches ' +
        'count where the rule of a head on the server names them',
    ),
  idle_fps: fps.describe('how many pictures a second are looked at while nothing moves; 0 sends only signs of life'),
  active_fps: fps.min(0.1).describe('how many pictures a second are looked at while something moves'),
  active_hold_s: z.number().min(0).max(3600).describe('how long after the last motion the active rate goes on'),
  max_regions: z.int().min(0).max(16).describe('the most moving things of a picture that are looked at closely'),
  min_change: z
    .number()
    .min(1)
    .max(100)
    .describe('the least change of brightness, of 255, that is motion; noise raises it by itself'),
  min_cells: z
    .int()
    .min(1)
    .max(1000)
    .describe('how large a moving thing must be, in cells of which 80 make the width of the picture'),
  min_crop: z
    .number()
    .min(0.05)
    .max(1)
    .describe('the smallest close look, as a share of the shorter side of the picture'),
  padding: z.number().min(0).max(2).describe('what a close look shows around the moving thing, as a share of its size'),
};

/** When a camera's pictures are looked at, and how closely. */
export const gazeSchema = z.strictObject({
  regions: fields.regions.default(() => [...defaultGaze.regions]),
  idle_fps: fields.idle_fps.default(defaultGaze.idle_fps),
  active_fps: fields.active_fps.default(defaultGaze.active_fps),
  active_hold_s: fields.active_hold_s.default(defaultGaze.active_hold_s),
  max_regions: fields.max_regions.default(defaultGaze.max_regions),
  min_change: fields.min_change.default(defaultGaze.min_change),
  min_cells: fields.min_cells.default(defaultGaze.min_cells),
  min_crop: fields.min_crop.default(defaultGaze.min_crop),
  padding: fields.padding.default(defaultGaze.padding),
});
export type GazeConfig = z.output<typeof gazeSchema>;

/** The same for one camera: what is left out is as for all. */
export const gazeOverrideSchema = z.strictObject(fields).partial();
