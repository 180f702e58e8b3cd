import { join } from 'node:path';
import { trainRun } from '@splitsight/training';
import { createKnownBackbones } from '../datasets/known-backbones.ts';
import { serverError } from '../errors.ts';
import { trainParamsSchema } from '../http/run-api.ts';
import type { Work } from '../jobs/work.ts';
import { openReadOnly } from '../store/database.ts';
import { loadDataSet } from '../store/items-loader.ts';

/** Reads a data set and trains a head on it, into the job's own folder. */
export const trainWork: Work = async (given, { database, backbones, scratch, signal, progress }) => {
  const { dataset, why: _, ...parameters } = trainParamsSchema.parse(given);
  progress({ done: 0, of: null, note: 'reading the data set', point: null });
  const dataSet = read(database, dataset);
  const fingerprint = dataSet.items[0]?.fingerprint;
  const backbone = fingerprint && createKnownBackbones(backbones).of(fingerprint);
  if (!backbone) throw serverError('DATASET_BACKBONE', `"${dataset}" is of ${fingerprint}`);
  const directory = join(scratch, 'head');
  const { id, judgement } = await trainRun(dataSet, parameters, {
    backbone: backbone.directory,
    directory,
    signal,
    onProgress: progress,
  });
  const { n: items, accuracy, recall, fpr, auroc } = judgement;
  return { directory, run: { id, items, accuracy, recall, fpr, auroc } };
};

function read(database: string, dataset: string) {
  const connection = openReadOnly(database);
  try {
    return loadDataSet(connection, dataset);
  } finally {
    connection.close();
  }
}
