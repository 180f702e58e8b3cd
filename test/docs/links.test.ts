import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const pages = [
  ...readdirSync('.').filter((name) => name.endsWith('.md')),
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];

describe.each(pages)('%s', (page) => {
  const text = readFileSync(page, 'utf8').replaceAll(/^```.*?^```/gms, '');

  it('links to files that exist', () => {
    const targets = [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, target = '']) => target);
    const missing = targets.filter((target) => !target.includes('://') && !existsSync(join(dirname(page), target)));
    expect(missing).toEqual([]);
  });

  it('names files of the checkout that exist', () => {
    const names = [...text.matchAll(/`((?:packages|scripts|test|docs|deploy|models|benchmarks|\.ci)\/[^`\s]*)`/g)].map(
      ([, name = '']) => name,
    );
    const missing = names.filter((name) => !/[*<{]/.test(name) && !existsSync(name));
    expect(missing).toEqual([]);
  });
});
