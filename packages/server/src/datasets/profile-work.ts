import { type DataSetProfile, profileDataSet } from '@splitsight/training';
import { serverError } from '../errors.ts';
import type { Work } from '../jobs/work.ts';
import { openReadOnly } from '../store/database.ts';
import { loadDataSet } from '../store/items-loader.ts';
import { setOf } from './job-set.ts';
import { createKnownBackbones } from './known-backbones.ts';
import { profileParamsSchema } from './schemas.ts';

/** Describes a data set and names what is wrong with it. */
export const profileWork: Work = async (params, { database, backbones, signal, progress }): Promise<DataSetProfile> => {
  const given = profileParamsSchema.parse(params);
  const say = (note: string, done: number) => progress({ done, of: 4, note, point: null });
  say('reading items', 0);
  const connection = openReadOnly(database);
  try {
    // Its name may be another by now.
    const set = loadDataSet(connection, setOf(connection, given).name);
    const fingerprint = set.items[0]?.fingerprint;
    const known = fingerprint && createKnownBackbones(backbones).of(fingerprint);
    if (!known) throw serverError('DATASET_BACKBONE', fingerprint ?? 'none');
    let step = 0;
    const { directory, manifest } = known;
    const options = { backbone: { directory, dims: manifest.dims }, signal };
    return await profileDataSet(set, { ...options, onStep: (what) => say(what, ++step) });
  } finally {
    connection.close();
  }
};
