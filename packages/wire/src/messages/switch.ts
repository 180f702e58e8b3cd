import { z } from 'zod';
import { momentSchema } from './fields.ts';

/**
 * `cam/<camera>/enabled/set` and `cam/<camera>/enabled/state`, the second one retained, bare words: whether a camera is to be
 * watched. The server says which word holds; anybody may ask it for the other one.
 */
export const enabledWordSchema = z.enum(['ON', 'OFF']);
export type EnabledWord = z.output<typeof enabledWordSchema>;

/** That somebody switched a camera off. */
export const switchedOffSchema = z.object({ since: momentSchema, by: z.string() });
export type SwitchedOff = z.output<typeof switchedOffSchema>;
