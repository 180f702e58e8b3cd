import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const tableSchema = z.record(z.string().regex(/^[A-Z]+(_[A-Z]+)+$/), z.string().min(1));

/** Every code of every package's table of errors, with its meaning and where it stands. */
const tables = await Promise.all(
  readdirSync('packages')
    .map((name) => join('packages', name, 'src'))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)))
    // The page's words for errors are no table of them.
    .filter((path) => /(^|\/)errors\.ts$/.test(path) && !path.includes('/strings/'))
    .map(async (path) => {
      const door: Record<string, unknown> = await import(resolve(path));
      const name = Object.keys(door).find((key) => key.endsWith('Errors'));
      return { path, codes: tableSchema.parse(name && door[name]) };
    }),
);

/** Every row of docs/errors.md. */
const rows = readFileSync('docs/errors.md', 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, code, meaning, advice] = /^\| `([A-Z_]+)` \| (.*) \| (.*) \|$/.exec(line) ?? [];
    return code ? [{ code, meaning, advice }] : [];
  });
const documented = new Map(rows.map((row) => [row.code, row]));

describe('docs/errors.md', () => {
  it.each(tables)('has every code of $path with its meaning', ({ codes }) => {
    for (const [code, meaning] of Object.entries(codes)) expect(documented.get(code)).toMatchObject({ code, meaning });
  });

  it('has no code that no package has, and none twice', () => {
    const codes = tables.flatMap((table) => Object.keys(table.codes));
    const known = new Set(codes);
    expect(rows.filter(({ code }) => !known.has(code))).toEqual([]);
    expect([rows.length, codes.length]).toEqual([documented.size, known.size]);
  });

  it('says what to do about each', () => {
    expect(rows.filter(({ advice }) => !advice || advice.length < 10)).toEqual([]);
  });
});

it('every package whose errors have codes keeps them in a table of its own', () => {
  expect(tables.map(({ path }) => path.split('/')[1])).toEqual(
    expect.arrayContaining([
      'cli',
      'edge',
      'inference',
      'kernel',
      'learn',
      'model-tools',
      'server',
      'testkit',
      'training',
      'vision',
      'wire',
    ]),
  );
});
