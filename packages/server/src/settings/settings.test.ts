import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Deed } from '../people/audit.ts';
import { type Folder, makeFolder } from '../testing/run-server.ts';
import { createSettings, type Settings } from './settings.ts';

const text = '# the yard\nhttp:\n  port: 8080 # as the firewall has it\n';
let folder: Folder;
let file: string;
let deeds: Deed[];
let settings: Settings;

beforeEach(() => {
  folder = makeFolder();
  file = join(folder.path, 'server.yaml');
  writeFileSync(file, text);
  deeds = [];
  settings = createSettings(file, { add: (deed) => void deeds.push(deed) });
});

afterEach(() => folder.remove());

const refused = (code: string) => expect.objectContaining({ code });

describe('settings', () => {
  it('are the file, its values and their schema', () => {
    expect(settings.get()).toMatchObject({
      ...{ text, file, values: { http: { port: 8080 } }, problem: null, restart: false },
      schema: { properties: { http: { properties: { port: { default: 8080 } } } } },
    });
  });

  it('are changed in a draft first, comments and all', () => {
    const draft = settings.draft(text, [{ path: ['http', 'port'], value: 9090 }]);
    expect(draft).toEqual({ text: text.replace('8080', '9090'), values: { http: { port: 9090 } }, problem: null });
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it.each([
    ['a value out of range', [{ path: ['http', 'port'], value: 70_000 }], 'http.port'],
    ['an unknown key', [{ path: ['http', 'prot'], value: 1 }], 'did you mean "port"'],
    [
      'an open door',
      [
        { path: ['http', 'login'], value: 'off' },
        { path: ['http', 'host'], value: '0.0.0.0' },
      ],
      'without a login only this machine',
    ],
  ])('say what is wrong with %s, and are not saved so', (_, edits, problem) => {
    const draft = settings.draft(text, edits);
    expect(draft.problem).toContain(problem);
    expect(() => settings.save(draft.text, settings.get().revision, 'ann')).toThrow();
    expect(readFileSync(file, 'utf8')).toBe(text);
    expect(deeds).toEqual([]);
  });

  it('leave a text that does not parse as it is typed', () => {
    const draft = settings.draft('http: [', [{ path: ['http', 'port'], value: 1 }]);
    expect(draft).toMatchObject({ text: 'http: [', values: null, problem: expect.stringContaining('not valid YAML') });
  });

  it('are saved with the rights that the file had, and count after a restart', () => {
    chmodSync(file, 0o640);
    const saved = settings.save('http: { port: 1 }\n', settings.get().revision, 'ann');
    expect(saved).toMatchObject({ values: { http: { port: 1 } }, restart: true });
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect(deeds).toEqual([expect.objectContaining({ by: 'ann', action: 'settings.save', subject: file })]);
    expect(settings.save(text, saved.revision, 'ann').restart).toBe(false);
  });

  it('are not saved over what somebody else saved', () => {
    const { revision } = settings.get();
    writeFileSync(file, 'http: { port: 2 }\n');
    expect(() => settings.save(text, revision, 'ann')).toThrow(refused('SETTINGS_CHANGED'));
  });

  it('say when the file is gone, or was never there', () => {
    folder.remove();
    expect(() => settings.get()).toThrow(refused('SETTINGS_READ'));
    const none = createSettings(undefined, { add: () => undefined });
    expect(none.get()).toMatchObject({ file: null, text: '', values: {} });
    expect(() => none.save('', none.get().revision, 'ann')).toThrow(refused('SETTINGS_NO_FILE'));
  });
});
