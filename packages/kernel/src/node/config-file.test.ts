import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { isCodedError } from '../coded-error.ts';
import { loadConfigFile, parseConfig } from './config-file.ts';

const source = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('rtsp'), url: z.string(), transport: z.enum(['tcp', 'udp']).default('tcp') }),
  z.strictObject({ kind: z.literal('file'), path: z.string(), loop: z.boolean().default(true) }),
]);
const schema = z.strictObject({
  site: z.string().default('home'),
  broker: z
    .strictObject({ port: z.int().min(1).max(65_535).default(1883), password: z.string().optional() })
    .prefault({}),
  cameras: z
    .array(z.strictObject({ id: z.string(), url: z.url(), full_fps: z.number().default(5), source: source.optional() }))
    .default([]),
  zones: z.record(z.string(), z.strictObject({ threshold: z.number() })).default({}),
  notify: z
    .union([z.strictObject({ webhook: z.string() }), z.strictObject({ address: z.string(), subject: z.string() })])
    .optional(),
});

describe('a configuration', () => {
  it('gets its defaults', () => {
    const defaults = { site: 'home', broker: { port: 1883 }, cameras: [], zones: {} };
    expect(parseConfig('', schema, 'x.yaml')).toEqual(defaults);
    expect(parseConfig('# nothing\n', schema, 'x.yaml')).toEqual(defaults);
  });

  it('is frozen through and through', () => {
    const config = parseConfig('cameras: [{ id: a, url: "rtsp://h" }]', schema, 'x.yaml');
    expect(() => Object.assign(config.broker, { port: 1 })).toThrow(TypeError);
    expect(() => Object.assign(config.cameras[0] ?? {}, { id: 'b' })).toThrow(TypeError);
  });

  it('is told which keys are missing', () => {
    const read = () => parseConfig('cameras: [{ url: "rtsp://h" }]\nzones: { gate: {} }', schema, 'x.yaml');
    expect(read).toThrow('cameras.0.id: is missing (string); zones.gate.threshold: is missing (number)');
  });

  it.each([
    ['at the top', 'sitte: yard', 'sitte: unknown key, did you mean "site"?'],
    ['in a section', 'broker: { prot: 1883 }', 'broker.prot: unknown key, did you mean "port"?'],
    [
      'in an item of a list',
      'cameras: [{ id: a, url: "rtsp://h" }, { id: b, url: "rtsp://h", ful_fps: 2 }]',
      'cameras.1.ful_fps: unknown key, did you mean "full_fps"?',
    ],
    [
      'in a record',
      'zones: { gate: { treshold: 1, threshold: 1 } }',
      'zones.gate.treshold: unknown key, did you mean "threshold"?',
    ],
    [
      'in an alternative',
      'cameras: [{ id: a, url: "rtsp://h", source: { kind: file, path: x, lop: true } }]',
      'cameras.0.source.lop: unknown key, did you mean "loop"?',
    ],
    ['in a union', 'notify: { webhok: x }', 'did you mean "webhook"?'],
    ['far from any', 'colour: blue', 'colour: unknown key; known keys: site, broker, cameras, zones, notify'],
  ])('names the nearest right key for a wrong one %s', (_, text, complaint) => {
    expect(complaintOf(text)).toEqual({ code: 'CONFIG_INVALID', message: expect.stringContaining(complaint) });
  });

  it('names every problem at once, and where it is', () => {
    const { message } = complaintOf('site: 3\nbroker: { port: 70000 }\ncameras: [{ url: "rtsp://h" }]');
    expect(message).toMatch(/x\.yaml: site: .*; broker\.port: .*; cameras\.0\.id: /);
  });

  it.each([
    ['a section where a text belongs', 'site: [hunter2]'],
    ['a text where a section belongs', 'broker: hunter2'],
    ['a forgotten space', 'broker: { password:hunter2 }'],
    ['a tab', 'broker:\n\tpassword: hunter2'],
    ['an alias', 'broker: { password: *hunter2 }'],
    ['a tag', 'broker: { password: !hunter2 x }'],
    ['a block header', 'broker:\n  password: |hunter2\n'],
    ['an open quote', 'broker: { password: "hunter2 }'],
    ['a text after a value', 'broker:\n  password: "a" hunter2'],
    ['a key given twice', 'broker: { password: hunter2, password: hunter2 }'],
    ['two documents', 'site: a\n---\nsite: hunter2'],
    ['a URL for a key', '"rtsp://admin:hunter2@yard/1": yes'],
    ['a URL that is none', 'cameras: [{ id: a, url: "hunter2 http//" }]'],
    ['a wrong alternative', 'cameras: [{ id: a, url: "rtsp://h", source: { kind: hunter2 } }]'],
    [
      'a bomb of aliases',
      'a: &a [hunter2]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]',
    ],
  ])('never quotes a value, with %s', (_, text) => {
    const { code, message } = complaintOf(text);
    expect(code).toMatch(/^CONFIG_(SYNTAX|INVALID)$/);
    expect(message.replaceAll('password:hunter2: unknown key', '')).not.toContain('hunter2');
    expect(message).not.toContain('\n');
  });

  it('says in which line the syntax is wrong', () => {
    expect(complaintOf('site: a\nbroker:\n  port: "1\n').message).toContain('x.yaml, line ');
  });

  it('is refused with a code, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'a:- [{&*!|>"\'\n#]},?@%\t~0') }), (text) => {
        try {
          parseConfig(text, schema, 'x.yaml');
        } catch (error) {
          expect(isCodedError(error)).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a configuration file', () => {
  it('is read', () => {
    const folder = mkdtempSync(join(tmpdir(), 'splitsight-config-'));
    try {
      writeFileSync(join(folder, 'server.yaml'), 'site: yard\n');
      expect(loadConfigFile(join(folder, 'server.yaml'), schema).site).toBe('yard');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('that is not there is named', () => {
    expect(() => loadConfigFile('/nowhere/server.yaml', schema)).toThrow(
      expect.objectContaining({ code: 'CONFIG_UNREADABLE', message: expect.stringContaining('/nowhere/server.yaml') }),
    );
  });
});

function complaintOf(text: string): { code: string; message: string } {
  try {
    parseConfig(text, schema, 'x.yaml');
  } catch (error) {
    if (isCodedError(error)) return { code: error.code, message: error.message };
    throw error;
  }
  return { code: 'accepted', message: '' };
}
