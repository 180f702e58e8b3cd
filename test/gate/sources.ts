import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { cruise } from 'dependency-cruiser';
import type { SourceFile } from './rules.ts';

const sourcePattern = /\.tsx?$/;
const skipped = new Set(['node_modules', 'dist', 'fixtures']);

/** Reads every TypeScript file of a checkout and what it imports. */
export async function readSources(root: string, folders: readonly string[]): Promise<SourceFile[]> {
  const files = folders.flatMap((folder) => walk(join(root, folder))).map((path) => relative(root, path));
  const { output } = await cruise(
    files,
    {
      baseDir: root,
      doNotFollow: { path: '(^|/)(node_modules|dist)/' },
      tsPreCompilationDeps: true,
    },
    { conditionNames: ['splitsight-source', 'import', 'node', 'default'], exportsFields: ['exports'] },
  );
  if (typeof output === 'string') throw new Error('dependency-cruiser answered with text');
  const modules = new Map(output.modules.map((module) => [module.source, module.dependencies]));
  return files.map((path) => ({
    path,
    lines: readFileSync(join(root, path), 'utf8').trimEnd().split('\n').length,
    imports: (modules.get(path) ?? []).map(({ module, coreModule }) => ({ name: module, builtin: coreModule })),
  }));
}

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.name.startsWith('.')) return [];
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : walk(path);
    return sourcePattern.test(entry.name) ? [path] : [];
  });
}
