import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isCodedError, messageOf } from '@splitsight/kernel';
import type { Frame } from '@splitsight/vision';
import { decodePicture } from '@splitsight/vision/picture';
import { trainingError } from '../errors.ts';

/** A picture file and what it shows. */
export interface Picture {
  readonly path: string;
  /** `<class>/<file>`: how files of groups name it. */
  readonly name: string;
  readonly label: string;
}

const extensions = /\.(jpe?g|png|webp)$/i;

/**
 * Lists DIR/<class>/*.jpg (also png and webp), in the order of their names on every machine.
 *
 * @throws CodedError HEAD_PICTURES when there is no class, HEAD_CLASS_EMPTY when a class has no picture
 */
export function listPictures(directory: string): Picture[] {
  const labels = foldersIn(directory);
  if (labels.length === 0) throw trainingError('HEAD_PICTURES', `${directory} (no folders in it)`);
  return labels.flatMap((label) => {
    const files = readdirSync(join(directory, label)).filter((file) => extensions.test(file));
    if (files.length === 0) throw trainingError('HEAD_CLASS_EMPTY', join(directory, label));
    return files.sort().map((file) => ({ path: join(directory, label, file), name: `${label}/${file}`, label }));
  });
}

function foldersIn(directory: string): string[] {
  try {
    const entries = readdirSync(directory, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
      .sort();
  } catch (error) {
    throw trainingError('HEAD_PICTURES', `${directory} (${messageOf(error)})`, error);
  }
}

/** Says which files could not be read, and carries on without them. */
export type UnreadableLog = (path: string) => void;

/** Decodes pictures one by one; those that cannot be read go to `onUnreadable` and are left out. */
export async function* decodePictures(
  pictures: readonly Picture[],
  onUnreadable: UnreadableLog,
): AsyncGenerator<{ readonly picture: Picture; readonly frame: Frame }> {
  for (const picture of pictures) {
    const frame = await readPicture(picture.path, onUnreadable);
    if (frame) yield { picture, frame };
  }
}

async function readPicture(path: string, onUnreadable: UnreadableLog): Promise<Frame | undefined> {
  try {
    return await decodePicture(path);
  } catch (error) {
    if (!isCodedError(error, 'PICTURE_UNREADABLE')) throw error;
    onUnreadable(path);
    return undefined;
  }
}

/** A hash over the names and bytes of pictures, in their order. */
export function hashPictures(pictures: readonly Picture[]): string {
  const hash = createHash('sha256');
  for (const { name, path } of pictures) {
    hash.update(`${name}\n${createHash('sha256').update(readFileSync(path)).digest('hex')}\n`);
  }
  return hash.digest('hex');
}

/**
 * Reads which pictures are near-duplicates: lines of `<class>/<file>`, label and group, with tabs between; the first line
 * is a heading. Pictures that the file does not name are groups of their own.
 *
 * @returns the group of each picture, from 0.
 * @throws CodedError HEAD_GROUPS
 */
export function readGroups(path: string | undefined, pictures: readonly Picture[]): number[] {
  const numbers = new Map<string, number>();
  const groupOf = path === undefined ? new Map<string, string>() : parseGroups(path);
  return pictures.map(({ name }) => {
    const group = groupOf.get(name);
    const key = group === undefined ? `picture ${name}` : `group ${group}`;
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    return number;
  });
}

function parseGroups(path: string): Map<string, string> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw trainingError('HEAD_GROUPS', `${path} (${messageOf(error)})`, error);
  }
  const lines = text.split(/\r?\n/).filter((line) => line !== '');
  return new Map(
    lines.slice(1).map((line, i) => {
      const [name, , group, ...rest] = line.split('\t');
      if (!name || !group || rest.length > 0) throw trainingError('HEAD_GROUPS', `${path}, line ${i + 2}`);
      return [name, group];
    }),
  );
}
