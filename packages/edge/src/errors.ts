import { defineErrors } from '@splitsight/kernel';

/** What can go wrong between a camera and the wire. */
export const edgeErrors = {
  FFMPEG_MISSING: 'ffmpeg is not installed or not in the PATH; on Debian and Raspberry Pi OS: apt install ffmpeg',
  FFMPEG_TOO_OLD: 'ffmpeg 5.1 or newer is needed; update it',
  CAMERA_STARTING: 'the camera has not sent a picture yet',
  CAMERA_UNREACHABLE: 'the camera does not answer; check its address, its network and that it is switched on',
  CAMERA_UNAUTHORIZED: 'the camera refuses the user or the password, or the file may not be read',
  CAMERA_NOT_FOUND: 'the camera knows no such stream, or there is no such file or device; check the path',
  CAMERA_NOT_VIDEO: 'what the camera address gives is no video',
  CAMERA_CODEC_UNKNOWN: 'the video is in a format that this ffmpeg cannot decode; set the camera to H.264',
  CAMERA_STALLED: 'the camera stopped sending pictures',
  CAMERA_ENDED: 'the camera ended the stream',
  CAMERA_GARBAGE: 'the video is damaged: nothing in it can be decoded',
  CAMERA_FAILED: 'ffmpeg failed for a reason that has no code of its own',
  CAMERA_SWITCHED_OFF: 'the camera is switched off at the server; switch it on there',
  CAMERA_FROZEN: 'the camera sends the same picture again and again',
  CAMERA_COVERED: 'the camera shows nothing: it is covered, or it is dark all over',
  CAMERA_DEFOCUSED: 'the picture is much less sharp than it was',
  CAMERA_MOVED: 'the camera shows another view than it did',
  CLIP_UNREADABLE: 'the clip cannot be read as video',
  UPLINK_REFUSED: 'the MQTT broker refuses the connection; check user, password and client id',
  UPLINK_UNREACHABLE: 'the MQTT broker cannot be reached; messages wait and the agent keeps trying',
  SPOOL_FULL: 'the disk is full, so messages wait in memory; free space, or set spool.path to another disk',
  SPOOL_CORRUPT: 'the spool is damaged; it is set aside beside itself, and a new one is begun',
  SPOOL_LOCKED: 'another agent has this spool; give each a spool.path of its own',
  SPOOL_UNUSABLE: 'the spool cannot be read or written, so messages wait in memory; check spool.path and its disk',
  UPLINK_PASSWORD_FILE: 'the file with the MQTT password cannot be read',
} as const;
export type EdgeErrorCode = keyof typeof edgeErrors;

export const edgeError = defineErrors(edgeErrors);
