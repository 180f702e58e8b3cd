import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '@splitsight/kernel';
import { parseRunFile, type RunFile, runFileName } from '@splitsight/training';
import { serverError } from '../errors.ts';
import type { HeadRegistry } from '../registry/registry.ts';

/** The files of a version that may be downloaded. */
export const runFiles = ['head.onnx', 'manifest.json', runFileName, 'README.md'] as const;

/** Reads a file of a version. @throws CodedError REGISTRY_UNKNOWN or RUN_NONE */
export async function readVersionFile(
  registry: Pick<HeadRegistry, 'record' | 'folderOf'>,
  head: string,
  version: string,
  name: (typeof runFiles)[number],
): Promise<Buffer> {
  if (!registry.record(head).versions.some((one) => one.version === version)) {
    throw serverError('REGISTRY_UNKNOWN', `${head} ${version}`);
  }
  try {
    return await readFile(join(registry.folderOf(head, version), name));
  } catch (error) {
    throw serverError('RUN_NONE', `${head} ${version} has no ${name} (${messageOf(error)})`, error);
  }
}

/** The run that made a version. @throws CodedError REGISTRY_UNKNOWN, RUN_NONE or RUN_FILE */
export async function readRun(
  registry: Pick<HeadRegistry, 'record' | 'folderOf'>,
  head: string,
  version: string,
): Promise<RunFile> {
  const bytes = await readVersionFile(registry, head, version, runFileName);
  return parseRunFile(bytes.toString('utf8'), `${head} ${version}`);
}
