import { posix } from 'node:path';
import { layers, maxLines, maxPipelineLines, owners, pureSources } from '../architecture.ts';

/** A source file of the checkout, by its path from the root, with what it imports as it is written there. */
export interface SourceFile {
  readonly path: string;
  readonly lines: number;
  readonly imports: readonly { readonly name: string; readonly builtin: boolean }[];
}

/** What is against the table of test/architecture.ts, one line each. */
export function violations(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => [...longer(file), ...file.imports.flatMap((found) => refused(file.path, found))]);
}

/** Whether a path is that of a test or of something only tests use. */
function isTest(path: string): boolean {
  return /\.test\.tsx?$/.test(path) || /(^test|\/src\/testing)\//.test(path);
}

function longer({ path, lines }: SourceFile): string[] {
  const limit = path.endsWith('/pipeline.ts') ? maxPipelineLines : maxLines;
  return lines > limit ? [`${path} has ${lines} lines, more than ${limit}`] : [];
}

function refused(path: string, { name, builtin }: SourceFile['imports'][number]): string[] {
  if (builtin) {
    const pure = pureSources.some((sources) => sources.test(path)) && !isTest(path);
    return pure ? [`${path} imports ${name} of Node, but must run anywhere`] : [];
  }
  const own = packageOf(path);
  if (name.startsWith('.')) {
    const target = posix.join(posix.dirname(path), name);
    return own !== undefined && own !== packageOf(target) ? [`${path} reaches into ${target}`] : [];
  }
  if (name.startsWith('@splitsight/')) return layered(path, own, name.split('/')[1] ?? '');
  if (isTest(path)) return [];
  const library = name.split('/', name.startsWith('@') ? 2 : 1).join('/');
  const files = owners[library];
  if (!files) return [`${path} imports ${library}, which has no owner`];
  return files.some((owner) => owner.test(path)) ? [] : [`${path} imports ${library}, which it does not own`];
}

function layered(path: string, own: string | undefined, other: string): string[] {
  if (own === undefined) return [];
  const row = layers[own];
  if (!row) return [`${path} is in a package without a layer`];
  if (row.includes(other) || (isTest(path) && other === 'testkit')) return [];
  return [`${path} imports ${other}, which ${own} may not`];
}

function packageOf(path: string): string | undefined {
  return /^packages\/([^/]+)\//.exec(path)?.[1];
}
