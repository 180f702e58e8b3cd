import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeAnswer } from './answer.ts';

const asked = { offset: 40, bytes: 100 };
const judge = (status: number, headers: Record<string, string> = {}, now = 0) =>
  judgeAnswer({ status, headers }, asked, now);

describe('an answer', () => {
  it('of 200 is the whole file, of 206 the rest of it', () => {
    expect(judge(200, { 'content-length': '100', etag: '"a"' })).toEqual({ kind: 'bytes', start: 0, validator: '"a"' });
    expect(judge(206, { 'content-range': 'bytes 40-99/100' })).toEqual({ kind: 'bytes', start: 40 });
    expect(judge(206, { 'content-range': 'bytes 40-99/*' })).toEqual({ kind: 'bytes', start: 40 });
  });

  it('is told from others by a strong ETag, else by its date', () => {
    const date = 'Sun, 22 Nov 2026 08:00:00 GMT';
    expect(judge(200, { etag: 'W/"a"', 'last-modified': date })).toMatchObject({ validator: date });
    expect(judge(200, { etag: 'W/"a"' })).not.toHaveProperty('validator');
  });

  it.each([
    [206, { 'content-range': 'bytes 41-99/100' }],
    [206, { 'content-type': 'multipart/byteranges; boundary=x' }],
    [416, { 'content-range': 'bytes */30' }],
  ])('of %i %j that does not go on where the part ends makes it begin again', (status, headers) => {
    expect(judge(status, headers)).toMatchObject({ kind: 'restart' });
  });

  it.each([
    [206, { 'content-range': 'bytes 40-109/110' }, 'PULL_SIZE'],
    [200, { 'content-length': 'many' }, 'PULL_SIZE'],
    [200, { 'content-type': 'Text/HTML' }, 'PULL_PAGE'],
    [204, {}, 'PULL_REFUSED'],
    [302, {}, 'PULL_REFUSED'],
    [407, {}, 'PULL_REFUSED'],
    [451, {}, 'PULL_REFUSED'],
    [410, { 'content-type': 'text/html' }, 'PULL_NOT_FOUND'],
  ])('of %i %j is no file: %s', (status, headers, code) => {
    expect(judge(status, headers)).toMatchObject({ kind: 'refuse', code });
  });

  it('may ask for a wait of seconds or until a date, and gets a minute at the most', () => {
    expect(judge(429, { 'retry-after': '7' })).toMatchObject({ kind: 'again', waitMs: 7_000 });
    expect(judge(503, { 'retry-after': 'Thu, 01 Jan 1970 00:00:09 GMT' }, 4_000)).toMatchObject({ waitMs: 5_000 });
    expect(judge(503, { 'retry-after': 'Thu, 01 Jan 1970 00:00:09 GMT' }, 60_000)).toMatchObject({ waitMs: 0 });
    expect(judge(503, { 'retry-after': '86400' })).toMatchObject({ waitMs: 60_000 });
    expect(judge(503, { 'retry-after': 'soon' })).not.toHaveProperty('waitMs');
  });

  it('of any kind is judged, and bytes begin nowhere but at the start or where they were asked for', () => {
    const headers = fc.dictionary(
      fc.constantFrom('content-range', 'content-length', 'content-type', 'etag', 'retry-after', 'content-encoding'),
      fc.oneof(fc.string(), fc.constantFrom('bytes 40-99/100', 'bytes 0-9/100', 'bytes 40-99/*', '100', '"x"')),
    );
    fc.assert(
      fc.property(fc.integer({ min: 200, max: 599 }), headers, (status, found) => {
        const verdict = judge(status, found);
        if (verdict.kind === 'bytes') expect([0, 40]).toContain(verdict.start);
        if (verdict.kind === 'again') expect(verdict.waitMs ?? 0).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
