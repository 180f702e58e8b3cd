import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRedact } from './redact.ts';
import { inputOptions, parseSource } from './source.ts';

describe('parseSource', () => {
  test('tells kinds of cameras apart and keeps ffmpeg from reading file names as protocols', () => {
    const kinds = [
      'rtsp://h/x',
      'RTSPS://h/x',
      'http://h/x',
      '/dev/video2',
      'a.mp4',
      'concat:a|b',
      'file:///tmp/a%20b.mp4',
    ];
    expect(kinds.map((url) => parseSource({ url })).map(({ kind, input }) => [kind, input])).toEqual([
      ['rtsp', 'rtsp://h/x'],
      ['rtsp', 'rtsps://h/x'],
      ['http', 'http://h/x'],
      ['device', '/dev/video2'],
      ['file', 'file:a.mp4'],
      ['file', 'file:concat:a|b'],
      ['file', 'file:/tmp/a b.mp4'],
    ]);
  });

  test('puts user and password into the address, encoded', () => {
    const source = parseSource({ url: 'rtsp://host:8554/live?a=1', username: 'üser', password: 'p@ss:w/rd#?%' });
    expect(source.input).toBe('rtsp://%C3%BCser:p%40ss%3Aw%2Frd%23%3F%25@host:8554/live?a=1');
    expect(parseSource({ url: 'rtsp://u:p%40s@host/x' }).input).toBe('rtsp://u:p%40s@host/x');
  });

  test('knows every form of the password, so that none is ever shown', () => {
    // The letter keeps a password from being a part of the sentence around it.
    const text = fc.string({ unit: 'grapheme' }).map((rest) => `Ω${rest}`);
    fc.assert(
      fc.property(text, text, (password, username) => {
        const { input, secrets } = parseSource({ url: 'rtsp://host/x', username, password });
        const login = Buffer.from(`${username}:${password}`).toString('base64');
        const encoded = input.slice(input.indexOf(':', 5) + 1, input.indexOf('@'));
        const seen = createRedact(secrets)(`<${password}> ${input}: failed; ${encoded} Basic ${login}`);
        expect(seen).toBe('<***> rtsp://***@host/x: failed; *** Basic ***');
      }),
    );
  });
});

describe('inputOptions', () => {
  test('asks RTSP for low delay and an end to waiting, over the transport that is wanted', () => {
    const options = inputOptions('rtsp', 'udp', 9_000).join(' ');
    expect(options).toContain('-rtsp_transport udp');
    expect(options).toContain('-timeout 9000000');
    expect(options).toContain('-fflags nobuffer');
  });
});
