import { describe, expect, test } from 'vitest';
import { classifyEnd } from './failure.ts';

const unseen = { sawFrames: false, stalled: false, waitedOut: false };

describe('classifyEnd', () => {
  test.each([
    [
      'CAMERA_UNREACHABLE',
      '[tcp @ 0x5560c67a5840] Connection to tcp://127.0.0.1:9?timeout=3000000 failed: Connection refused',
    ],
    [
      'CAMERA_UNREACHABLE',
      '[tcp @ 0x55672c588840] Failed to resolve hostname no.such.host.invalid: Name or service not known',
    ],
    ['CAMERA_UNREACHABLE', 'rtsp://***@10.0.0.9/x: Connection timed out'],
    ['CAMERA_UNAUTHORIZED', '[rtsp @ 0x1] method DESCRIBE failed: 401 Unauthorized'],
    ['CAMERA_UNAUTHORIZED', 'http://h/x: Server returned 403 Forbidden (access denied)'],
    ['CAMERA_NOT_FOUND', '[rtsp @ 0x1] method DESCRIBE failed: 404 Not Found'],
    ['CAMERA_NOT_FOUND', '/dev/video0: No such file or directory'],
    ['CAMERA_NOT_VIDEO', '/etc/passwd: Invalid data found when processing input'],
    ['CAMERA_NOT_VIDEO', "Stream map '0:v:0' matches no streams."],
    ['CAMERA_CODEC_UNKNOWN', 'Decoder (codec none) not found for input stream #0:0'],
    ['CAMERA_GARBAGE', '[h264 @ 0x1] Invalid NAL unit size (-618679085 > 3986).'],
    ['CAMERA_GARBAGE', 'Error while decoding stream #0:0: Invalid data found when processing input'],
    ['CAMERA_FAILED', 'something new'],
  ])('%s: %s', (code, line) => {
    const failure = classifyEnd({ lines: [line], exitCode: 1 }, unseen);
    expect(failure.code).toBe(code);
    expect(failure.detail).not.toMatch(/^\[/);
    expect(failure.detail.length).toBeLessThanOrEqual(160);
  });

  test('after pictures were seen, a stream ended or stalled, whatever ffmpeg says of the connection', () => {
    const lost = { lines: ['rtsp://h/x: Connection timed out'], exitCode: 1 };
    expect(classifyEnd(lost, { sawFrames: true, stalled: false, waitedOut: false }).code).toBe('CAMERA_STALLED');
    expect(classifyEnd({ lines: [], exitCode: 0 }, { sawFrames: true, stalled: false, waitedOut: false }).code).toBe(
      'CAMERA_ENDED',
    );
    expect(classifyEnd({ lines: [], exitCode: null }, { sawFrames: true, stalled: true, waitedOut: true }).code).toBe(
      'CAMERA_STALLED',
    );
  });

  test('a camera that takes the connection and says nothing is unreachable, though ffmpeg speaks of data', () => {
    const silent = { lines: ['rtsp://h/x: Invalid data found when processing input'], exitCode: 1 };
    expect(classifyEnd(silent, { ...unseen, waitedOut: true }).code).toBe('CAMERA_UNREACHABLE');
  });

  test('a camera that is silent from the start has stalled', () => {
    expect(classifyEnd({ lines: [], exitCode: null }, { sawFrames: false, stalled: true, waitedOut: true }).code).toBe(
      'CAMERA_STALLED',
    );
  });
});
