import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BootId, hex8, hex8Bytes, parseCameraId, parseHeadName, parseNodeId, parseSiteId } from './ids.ts';
import { codecBytes } from './region.ts';

describe.each([
  ['site', parseSiteId],
  ['node', parseNodeId],
  ['camera', parseCameraId],
  ['head', parseHeadName],
])('the id of a %s', (what, parse) => {
  it.each(['a', '0', 'front-door_2', 'x'.repeat(63)])('may be %j', (text) => {
    expect(parse(text)).toBe(text);
  });

  it.each(['', '-a', '_a', 'A', 'a b', 'a/b', 'a\n', 'a+', '#', 'ä', '../etc', 'x'.repeat(64)])('is not %j', (text) => {
    expect(() => parse(text)).toThrow(
      expect.objectContaining({ code: 'WIRE_ID', message: expect.stringContaining(what) }),
    );
  });
});

it('an error about an id is short however long the text is', () => {
  expect(() => parseCameraId('x'.repeat(1e6))).toThrow(/^.{0,200}$/);
});

it('eight bytes and their hex digits are the same thing', () => {
  expect(hex8(Uint8Array.of(0, 1, 0x0f, 0x10, 0x7f, 0x80, 0xfe, 0xff))).toBe('00010f107f80feff');
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 8, maxLength: 8 }), (bytes) => {
      expect(hex8Bytes(hex8<BootId>(bytes))).toEqual(bytes);
    }),
  );
});

it('a codec has a known number of bytes', () => {
  expect(codecBytes('f32', 256)).toBe(1024);
  expect(codecBytes('u8', 256)).toBe(256);
  expect(codecBytes('pca128-u8', 256)).toBe(128);
});
