import { type BackboneManifest, readHeadManifest } from '@splitsight/inference';
import type { LabelledSet } from '@splitsight/model-tools';
import { listPictures, readGroups } from '@splitsight/training';
import { InvalidArgumentError } from 'commander';
import { findHead } from '../head/find-model.ts';

/** Parses `1,2,4`: numbers of threads, without repeats. */
export function parseThreads(text: string): number[] {
  const numbers = text.split(',').map((one) => (/^\d{1,2}$/.test(one) ? Number(one) : 0));
  if (numbers.some((one) => one < 1 || one > 64)) {
    throw new InvalidArgumentError('numbers of threads from 1 to 64 are expected, such as 1,2,4');
  }
  return [...new Set(numbers)];
}

/** What losses are measured on, as options say it. */
export interface LabelledFlags {
  readonly images?: string;
  readonly groups?: string;
  readonly head?: readonly string[];
}

/**
 * The labelled pictures and the heads of options; undefined without pictures. What the first head alerts on is what a
 * linear classifier is to tell; without a head it is the first class.
 *
 * @throws CodedError HEAD_PICTURES, HEAD_CLASS_EMPTY, HEAD_GROUPS, HEAD_NOT_FOUND and what reading a manifest throws.
 */
export function readLabelled(
  { images, groups, head = [] }: LabelledFlags,
  backbone: BackboneManifest,
): LabelledSet | undefined {
  if (images === undefined) return undefined;
  const pictures = listPictures(images);
  const groupOf = readGroups(groups, pictures);
  const heads = head.map((name) => findHead(name, backbone));
  const [first] = heads.map(readHeadManifest);
  return {
    pictures: pictures.map(({ path, label }, i) => ({ path, label, group: groupOf[i] ?? i })),
    positive: first?.classes[first.positive] ?? pictures[0]?.label ?? '',
    heads,
  };
}
