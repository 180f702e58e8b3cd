import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactSecrets } from './log.ts';

describe('a text without its secrets', () => {
  it.each([
    ['rtsp://admin:hunter2@yard:554/1', 'rtsp://***@yard:554/1'],
    ['cannot open rtsp://admin:hunter2@yard/1: 401', 'cannot open rtsp://***@yard/1: 401'],
    ['x_mqtt://a:b@h and HTTP://c:d@i/', 'x_mqtt://***@h and HTTP://***@i/'],
    ['rtsp://admin:hun/ter#2?@yard/1', 'rtsp://***@yard/1'],
    ['rtsp://admin:hun@ter2@yard/1', 'rtsp://***@yard/1'],
    ['{"url":"rtsp://a:p\\"q@h","mail":"me@home"}', '{"url":"rtsp://***@h","mail":"me@home"}'],
    ['http://cam/shot.cgi?user=admin&pwd=hunter2&w=640', 'http://cam/shot.cgi?user=***&pwd=***&w=640'],
    ['http://cam/api.cgi?cmd=Snap&Password=hunter2', 'http://cam/api.cgi?cmd=Snap&Password=***'],
    ['rtsp://yard/1', 'rtsp://yard/1'],
    ['me@home', 'me@home'],
    ['{"url":"rtsp://yard/1","mail":"me@home"}', '{"url":"rtsp://yard/1","mail":"me@home"}'],
    ['', ''],
  ])('%s', (text, expected) => {
    expect(redactSecrets(text)).toBe(expected);
  });

  it('has no password of a URL in it, whatever the password and what stands around', () => {
    const printable = fc.string({ unit: fc.constantFrom(...'abcXYZ019:/?#[]@!$&()*+,;=%~._-|<>{}^`\\') });
    const word = printable.filter((text) => !text.includes('\\'));
    fc.assert(
      fc.property(word, word, fc.lorem(), (user, noise, sentence) => {
        const text = `${sentence} rtsp://${user}:hunter2${noise}@yard/1 ${sentence}`;
        expect(redactSecrets(text)).not.toContain('hunter2');
        expect(redactSecrets(JSON.stringify({ text, mail: 'me@home' }))).not.toContain('hunter2');
      }),
    );
  });

  it('is still JSON when it was', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.webUrl(), fc.oneof(fc.webUrl({ withQueryParameters: true }), fc.emailAddress())),
        (value) => {
          expect(() => JSON.parse(redactSecrets(JSON.stringify(value)))).not.toThrow();
        },
      ),
    );
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl({ withQueryParameters: true })), (text) => {
        expect(redactSecrets(redactSecrets(text))).toBe(redactSecrets(text));
      }),
    );
  });
});
