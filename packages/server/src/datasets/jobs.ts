import type { Millis } from '@splitsight/kernel';
import { dataSetProfileSchema } from '@splitsight/training';
import { serverError } from '../errors.ts';
import { describePeriod } from '../history/period.ts';
import { defineJob, type JobKind } from '../jobs/kind.ts';
import type { Connection } from '../store/database.ts';
import { createFrameFinder } from '../store/history-frame.ts';
import { isCameraKnown } from '../store/items-range.ts';
import { nothingAdded, sumAdded } from './added-view.ts';
import type { Added } from './adding.ts';
import type { DataSets } from './data-sets.ts';
import { frameItems } from './frame-items.ts';
import {
  framesChunkSchema,
  profileParamsSchema,
  type RangeParams,
  rangeFoundSchema,
  rangeParamsSchema,
  similarParamsSchema,
  similarResultSchema,
} from './schemas.ts';

export const rangeJob = 'dataset-range';
export const similarJob = 'dataset-similar';
export const profileJob = 'dataset-profile';

/** The long work on data sets. Batches that are added stay when a job is cancelled: each is whole. */
export function dataSetJobs(sets: DataSets, connection: Connection): readonly JobKind[] {
  const finder = createFrameFinder(connection);
  const total = createTotal();

  const range = defineJob({
    name: rangeJob,
    params: rangeParamsSchema,
    check: ({ site, camera, from, to }) => {
      requireRange(from, to);
      requireCamera(connection, site, camera);
    },
    chunk: framesChunkSchema,
    onChunk: ({ frames }, { id, params }) => {
      const given = rangeParamsSchema.parse(params);
      total.add(id, addFrames(frames, given));
    },
    result: rangeFoundSchema,
    onResult: (found, { id }) => ({ ...found, items: total.of(id) }),
  });

  function addFrames(frames: readonly number[], { dataset_id, regions, label, existing, by }: RangeParams): Added {
    // Retention may have deleted some since they were chosen.
    const found = frames.map((id) => finder.byId(id)).filter((frame) => frame !== undefined);
    const items = found.flatMap((frame) => frameItems(frame, regions, label));
    const codec = found[0]?.kind.codec ?? 'u8';
    return sets.add(dataset_id, { codec, items, existing, by });
  }

  const similar = defineJob({
    name: similarJob,
    params: similarParamsSchema,
    check: ({ origins, frames, label, site, camera, from = 0, to = Number.MAX_SAFE_INTEGER }) => {
      requireRange(from, to);
      if (origins.length + frames.length === 0 && label === undefined) {
        throw serverError('HTTP_BODY', 'origins, frames or label: say what it is to be like');
      }
      for (const frame of frames) requireCamera(connection, frame.site, frame.camera);
      if (site !== undefined && camera !== undefined) requireCamera(connection, site, camera);
    },
    result: similarResultSchema,
  });

  const profile = defineJob({ name: profileJob, params: profileParamsSchema, result: dataSetProfileSchema });

  return [range, similar, profile];
}

/** @throws CodedError DATASET_RANGE */
function requireRange(from: Millis, to: Millis): void {
  if (to <= from) throw serverError('DATASET_RANGE', describePeriod(from, to));
}

/** @throws CodedError DATASET_CAMERA where nothing of the camera was ever stored. */
function requireCamera(connection: Connection, site: string, camera: string): void {
  if (!isCameraKnown(connection, site, camera)) throw serverError('DATASET_CAMERA', `${site}/${camera}`);
}

/** What the job that runs has added so far; one runs at a time. */
function createTotal() {
  let current = { job: 0, added: nothingAdded };
  const of = (job: number) => (current.job === job ? current.added : nothingAdded);
  return {
    of,
    add(job: number, added: Added): void {
      current = { job, added: sumAdded(of(job), added) };
    },
  };
}
