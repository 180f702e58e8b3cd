import { type EdgeErrorCode, edgeErrors } from '../errors.ts';

/** How an ffmpeg ended. */
export interface FfmpegEnd {
  /** The last lines it wrote, credentials taken out. */
  readonly lines: readonly string[];
  readonly exitCode: number | null;
}

/** What is known of a run of a camera besides. */
export interface RunFacts {
  /** Whether a picture came at all. */
  readonly sawFrames: boolean;
  /** Whether it was ended because no picture came for too long. */
  readonly stalled: boolean;
  /** Whether it went on for so long that ffmpeg's own wait for an answer may have run out. */
  readonly waitedOut: boolean;
}

/** Why a camera's run ended. */
export interface CameraFailure {
  readonly code: EdgeErrorCode;
  /** What ffmpeg said, one short line. */
  readonly detail: string;
}

const maxDetail = 160;

/** What ffmpeg says when it cannot open something, most telling first. Found by trying, with ffmpeg 5.1. */
const openings: readonly (readonly [RegExp, EdgeErrorCode])[] = [
  [
    /\b401\b|\b403\b|Unauthorized|authorization failed|Permission denied|Operation not permitted/i,
    'CAMERA_UNAUTHORIZED',
  ],
  [
    /Decoder .*not found|Unsupported codec|Unknown decoder|codec none|Could not find codec parameters/i,
    'CAMERA_CODEC_UNKNOWN',
  ],
  [/404 Not Found|No such file or directory|No such device|\b454\b/, 'CAMERA_NOT_FOUND'],
  [/matches no streams|does not contain any stream|Is a directory|Protocol .*not on whitelist/i, 'CAMERA_NOT_VIDEO'],
  [
    /Connection refused|timed out|No route to host|unreachable|Failed to resolve|reset by peer|Broken pipe|Device or resource busy|\b5\d\d\b .*Server|\b461\b/i,
    'CAMERA_UNREACHABLE',
  ],
  [/Invalid data found when processing input|moov atom not found|Inappropriate ioctl/i, 'CAMERA_NOT_VIDEO'],
];

/** What decoders say of damaged video. */
const damage =
  /Invalid NAL|missing picture|no frame!|non-existing PPS|error while decoding|Error while decoding|Error submitting|concealing|decode_slice|Invalid mb|bitstream|corrupt|overread|No start code|sps_id|Error splitting|mjpeg|dc problem/i;

/** Says why a camera's run ended, from what ffmpeg said and how it went. */
export function classifyEnd(
  { lines, exitCode }: FfmpegEnd,
  { sawFrames, stalled, waitedOut }: RunFacts,
): CameraFailure {
  const damaged = lines.filter((line) => damage.test(line));
  if (sawFrames) {
    if (stalled || lines.some((line) => /timed out/i.test(line))) {
      return { code: 'CAMERA_STALLED', detail: detailOf(lines) };
    }
    return { code: 'CAMERA_ENDED', detail: detailOf(lines) };
  }
  // A decoder complains of its input in the very words that say that a file is no video at all.
  const sober = lines.filter((line) => !damage.test(line));
  for (const [pattern, code] of openings) {
    const line = sober.find((text) => pattern.test(text));
    if (line === undefined) continue;
    // A camera that takes the connection and says nothing ends in "Invalid data", too.
    if (code === 'CAMERA_NOT_VIDEO' && waitedOut) return { code: 'CAMERA_UNREACHABLE', detail: 'it says nothing' };
    return { code, detail: detailOf([line]) };
  }
  if (damaged.length > 0) return { code: 'CAMERA_GARBAGE', detail: detailOf(damaged) };
  if (stalled) return { code: 'CAMERA_STALLED', detail: detailOf(lines) };
  if (exitCode === 0) return { code: 'CAMERA_NOT_VIDEO', detail: detailOf(lines) };
  return { code: 'CAMERA_FAILED', detail: detailOf(lines) || `exit code ${exitCode}` };
}

/** The reason of a state, as it stands in statuses and logs: `CODE: meaning (detail)`. */
export function describeFailure({ code, detail }: CameraFailure): string {
  return `${code}: ${edgeErrors[code]}${detail === '' ? '' : ` (${detail})`}`.slice(0, 300);
}

/** The last line without ffmpeg's "[rtsp @ 0x55…]". */
function detailOf(lines: readonly string[]): string {
  const line = lines.findLast((text) => text.trim() !== '') ?? '';
  return line
    .replace(/^\[[^\]]*\]\s*/, '')
    .trim()
    .slice(0, maxDetail);
}
