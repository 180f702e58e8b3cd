import { readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { messageOf } from '@splitsight/kernel';
import { z } from 'zod';
import { serverError } from '../errors.ts';

const manifestFile = 'manifest.json';

/** Of a backup: stays in it, and is no way out of it. */
const pathSchema = z
  .string()
  .min(1)
  .max(1024)
  .refine((path) => normalize(path) === path && !path.startsWith('/') && !path.startsWith('..'), 'leaves the backup');

const backupManifestSchema = z.object({
  format: z.literal(1),
  program: z.string().describe('the version of the server that made it'),
  schema: z.int().min(1).describe('of the database'),
  made_at: z.iso.datetime(),
  files: z
    .array(z.object({ path: pathSchema, bytes: z.int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) }))
    .max(2_000_000),
  named: z
    .array(z.object({ name: z.string().min(1).max(4096), path: pathSchema }))
    .max(100)
    .default([])
    .describe('models and rules that the configuration names by their path, and where they are in the backup'),
});

/** What is in a backup. Written last: a folder without it is no backup. */
export type BackupManifest = z.output<typeof backupManifestSchema>;
export type BackupFile = BackupManifest['files'][number];

/** Where the parts lie in a backup. */
export const backupParts = {
  database: 'splitsight.db',
  config: 'server.yaml',
  heads: 'heads',
  pictures: 'pictures',
  key: 'notify.key',
  named: 'named',
} as const;

export function manifestPath(folder: string): string {
  return join(folder, manifestFile);
}

/** @throws CodedError BACKUP_NONE or BACKUP_DAMAGED */
export function readManifest(folder: string): BackupManifest {
  let text: string;
  try {
    text = readFileSync(manifestPath(folder), 'utf8');
  } catch (error) {
    throw serverError('BACKUP_NONE', folder, error);
  }
  try {
    return backupManifestSchema.parse(JSON.parse(text));
  } catch (error) {
    throw serverError('BACKUP_DAMAGED', `${manifestPath(folder)} (${messageOf(error)})`, error);
  }
}
