import { codecsOf } from '@splitsight/inference';
import { decodeItem, requireLabel, trainingError } from '@splitsight/training';
import type { CodecName, JobView } from '@splitsight/wire';
import type { z } from 'zod';
import { serverError } from '../errors.ts';
import { defineJob, type JobKind } from '../jobs/kind.ts';
import { addedView } from './added-view.ts';
import type { DataSets, DataSetView } from './data-sets.ts';
import type { KnownBackbones } from './known-backbones.ts';
import { picturesFoundSchema, picturesParamsSchema, type picturesSchema } from './schemas.ts';
import type { Uploads } from './uploads.ts';

export const picturesJob = 'dataset-pictures';

/**
 * Pictures become items: a process makes their vectors, and all are added at once when it is done, so that a job that is
 * cancelled, fails or dies adds none. The pictures are deleted when it ends, however it does.
 */
export function dataSetPicturesJob(sets: Pick<DataSets, 'add'>, uploads: Pick<Uploads, 'remove'>): JobKind {
  return defineJob({
    name: picturesJob,
    params: picturesParamsSchema,
    result: picturesFoundSchema,
    onResult: ({ items, ...read }, { params }) => {
      const { dataset_id, codec, existing, by } = picturesParamsSchema.parse(params);
      const added = sets.add(dataset_id, { codec, items: items.map(decodeItem), existing, by });
      return { ...read, items: addedView(added) };
    },
    onEnd: ({ upload }) => uploads.remove(upload),
  });
}

/** The uploads that jobs wait for. */
export function uploadsOfJobs(jobs: readonly Pick<JobView, 'kind' | 'params'>[]): readonly string[] {
  return jobs.flatMap(({ kind, params }) => (kind === picturesJob ? [picturesParamsSchema.parse(params).upload] : []));
}

/** What makes the vectors of pictures. */
export interface PictureMaker {
  /** The name of the backbone. */
  readonly backbone: string;
  readonly codec: CodecName;
}

/**
 * Says what is to make the vectors of pictures for a set: what was asked for, else what its vectors are of.
 *
 * @throws CodedError DATASET_LABEL, DATASET_BACKBONE or DATASET_KINDS
 */
export function choosePictureMaker(
  set: DataSetView,
  given: Pick<z.output<typeof picturesSchema>, 'label' | 'backbone' | 'codec'>,
  backbones: KnownBackbones,
): PictureMaker {
  requireLabel(given.label);
  if (set.fingerprint !== null && set.backbone === null) throw serverError('DATASET_BACKBONE', set.fingerprint);
  const manifests = backbones.list().map(({ manifest }) => manifest);
  const names = manifests.map(({ name }) => name);
  const wanted = given.backbone ?? set.backbone ?? (names.length === 1 ? names[0] : undefined);
  const manifest = manifests.find(({ name }) => name === wanted);
  if (!manifest) throw serverError('DATASET_BACKBONE', `${wanted ?? 'name one'}; known: ${names.join(', ') || 'none'}`);
  const codec = given.codec ?? set.codec ?? 'u8';
  const holds = [set.backbone ?? manifest.name, set.codec ?? codec];
  if (holds[0] !== manifest.name || holds[1] !== codec) {
    throw trainingError('DATASET_KINDS', `${set.name} holds ${holds.join(' ')}, asked for ${manifest.name} ${codec}`);
  }
  if (!codecsOf(manifest).includes(codec)) throw serverError('DATASET_BACKBONE', `${manifest.name} has no ${codec}`);
  return { backbone: manifest.name, codec };
}
