import { cameraIdSchema } from '@splitsight/wire';
import { z } from 'zod';
import { captureOverrideSchema } from './capture.ts';
import { gazeOverrideSchema } from './gaze.ts';
import { tamperOverrideSchema } from './tamper.ts';

/** When a camera is given up and started again. */
export const watchdogSchema = z.strictObject({
  stall_s: z
    .number()
    .min(0.5)
    .max(3600)
    .default(10)
    .describe('a camera that sends no picture for so long is started again'),
  first_wait_s: z.number().min(0.01).max(3600).default(1).describe('the wait before the first new start'),
  max_wait_s: z.number().min(0.01).max(3600).default(60).describe('waits double up to this one'),
});
export type WatchdogConfig = z.output<typeof watchdogSchema>;

/** One camera. */
export const cameraSchema = z
  .strictObject({
    id: cameraIdSchema.describe('unique within the site; part of the topics'),
    name: z.string().max(100).optional().describe('what people call it; its id when left out'),
    url: z
      .string()
      .min(1)
      .max(2000)
      .describe(
        'rtsp://, rtsps://, http:// or https://, a file that plays over and over, or a device such as /dev/video0',
      ),
    username: z.string().min(1).max(200).optional().describe('the user; in place of one in the address'),
    password: z.string().max(1000).optional().describe('the password, any characters'),
    enabled: z.boolean().default(true).describe('whether it is watched'),
    transport: z.enum(['tcp', 'udp']).default('tcp').describe('how RTSP brings the video; udp loses packets'),
    capture: captureOverrideSchema.prefault({}).describe('what differs from capture for this camera'),
    gaze: gazeOverrideSchema.prefault({}).describe('what differs from gaze for this camera'),
    tamper: tamperOverrideSchema.prefault({}).describe('what differs from tamper for this camera'),
  })
  .superRefine(({ url, username }, context) => {
    const problem = addressProblem(url, username);
    if (problem) context.addIssue({ code: 'custom', path: ['url'], message: problem });
  });
export type CameraConfig = z.output<typeof cameraSchema>;

/** The message never holds the address: it may hold a password. */
function addressProblem(url: string, username: string | undefined): string | undefined {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1]?.toLowerCase();
  if (scheme === undefined || scheme === 'file') return undefined;
  if (!['rtsp', 'rtsps', 'http', 'https'].includes(scheme)) return 'give rtsp, rtsps, http, https, a file or a device';
  if (!URL.canParse(url)) return 'not an address; percent-encode odd characters, or use username and password';
  // A password with "/", "#" or "?" cuts the address short: what follows its real "@" would be taken for the path.
  const authority = /^[^:]+:\/\/([^/?#]*)/.exec(url)?.[1] ?? '';
  if (url.lastIndexOf('@') > url.indexOf(authority) + authority.length && !url.includes('%40', url.indexOf('@')))
    return 'write "@" in a path as %40, and a user and password with odd characters into username and password';
  if (username !== undefined && authority.includes('@')) return 'the user is given twice, here and in username';
  return undefined;
}
