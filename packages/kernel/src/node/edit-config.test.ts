import { describe, expect, it } from 'vitest';
import { editConfig, readConfigValues } from './edit-config.ts';

const text = '# the yard\nhttp:\n  port: 8080 # as the firewall has it\nheads:\n  - model: a\n';

describe('editing a configuration', () => {
  it('changes a value and leaves everything else as it was', () => {
    expect(editConfig(text, [{ path: ['http', 'port'], value: 9090 }])).toBe(text.replace('8080', '9090'));
  });

  it('makes the sections that are not there yet', () => {
    const edited = editConfig(text, [{ path: ['store', 'retention_days'], value: 7 }]);
    expect(readConfigValues(edited)).toEqual({
      http: { port: 8080 },
      heads: [{ model: 'a' }],
      store: { retention_days: 7 },
    });
    expect(edited).toContain('# the yard');
  });

  it('starts from nothing', () => {
    expect(editConfig('', [{ path: ['http', 'port'], value: 1 }])).toBe('http:\n  port: 1\n');
    expect(readConfigValues('')).toEqual({});
  });

  it('fills a section that was left empty, or was none', () => {
    expect(readConfigValues(editConfig('http:\n', [{ path: ['http', 'port'], value: 1 }]))).toEqual({
      http: { port: 1 },
    });
    expect(readConfigValues(editConfig('http: 3\n', [{ path: ['http', 'port'], value: 1 }]))).toEqual({
      http: { port: 1 },
    });
  });

  it('takes values out', () => {
    const edited = editConfig(text, [{ path: ['http', 'port'] }, { path: ['heads', 0] }, { path: ['not', 'there'] }]);
    expect(readConfigValues(edited)).toEqual({ http: {}, heads: [] });
  });

  it('says when a text holds no values', () => {
    expect(readConfigValues('a: [')).toBeNull();
    expect(readConfigValues('a: *b')).toBeNull();
  });
});
