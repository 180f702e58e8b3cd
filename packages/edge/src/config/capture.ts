import { z } from 'zod';

const side = z.int().min(32).max(4096);

const width = side.describe('the width pictures are scaled to, in pixels');
const height = side.describe('the height pictures are scaled to, in pixels');

/** The size every picture is scaled to as it is decoded. */
export const captureSchema = z.strictObject({ width: width.default(640), height: height.default(360) });

/** The same for one camera: what is left out is as for all. */
export const captureOverrideSchema = z.strictObject({ width: width.optional(), height: height.optional() });
