import { z } from 'zod';
import { isTimeZone } from '../schedule.ts';

/** The IANA name of a time zone. */
export const timeZoneSchema = z
  .string()
  .max(64)
  .refine(isTimeZone, 'no such time zone; expected a name like Europe/Prague');

/** A time of day at which something may begin. */
export const timeOfDaySchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected a time such as 22:00');

/** A time of day at which something may end: the end of the day, too. */
export const endOfDaySchema = z
  .string()
  .regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'expected a time such as 06:00, or 24:00');
