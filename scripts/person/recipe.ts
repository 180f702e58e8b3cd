import { type Decoder, type HeadManifest, type HeadParts, type SuggestedRule, writeHead } from '@splitsight/inference';
import { type TrainedHead, type TrainingOptions, trainHead } from '@splitsight/learn';
import { eventOf, type PersonRow } from './rows.ts';

/** What each set and label counts; of regions, each scene. */
export const shares = {
  regions: 60,
  emptied: 0.5,
  frames: 0.2,
  composites: 20,
  coco: 10,
  snapshots: 5,
  tiny: 2,
  caltech: 1,
  yards: 1,
} as const satisfies Readonly<Record<string, number>>;
/** Of these it is what each scene counts; less where it has few pictures. */
const byScene = ['regions', 'emptied', 'frames'];
const fewPictures = 60;

export const classes = ['other', 'person'];
export const positive = 1;
export const training: TrainingOptions = {
  model: { kind: 'linear' },
  l2: 0.0003,
  balance: 1,
  seed: 1,
  positive,
  max_steps: 100,
};
const rule: SuggestedRule = { threshold: 0.6, instant: 0.9, k: 3, n: 5, clear: 0.4, regions: ['motion'] };

/** Trains a head on some rows. */
export async function trainPerson(rows: readonly PersonRow[], decoder: Decoder): Promise<TrainedHead> {
  const features = await decodeRows(rows, decoder);
  // A fifth of all decides when to stop and how sure to be: ten seconds of a clip, squares of a photograph and pairs together.
  const firsts = new Map<string, number>();
  const groups = rows.map((row, i) => {
    const event = `${row.set} ${eventOf(row)}`;
    const group = firsts.get(event) ?? i;
    firsts.set(event, group);
    return group;
  });
  const set = {
    features,
    dims: features.length / rows.length,
    classes: classes.length,
    labels: rows.map(({ person }) => (person ? positive : 0)),
    weights: weigh(rows),
    groups,
    judged: rows.map(() => true),
  };
  return trainHead(set, training);
}

export function decodeRows(rows: readonly Pick<PersonRow, 'vector'>[], decoder: Decoder): Promise<Float32Array> {
  return decoder.decode(Buffer.concat(rows.map(({ vector }) => vector)), rows.length);
}

/** Writes a trained head with what its manifest is to say of its making. */
export function writePerson(
  directory: string,
  backbone: string,
  { layers }: TrainedHead,
  facts: Pick<HeadParts['facts'], 'data' | 'figures'>,
): HeadManifest {
  return writeHead(directory, {
    name: 'person',
    backbone,
    codec: 'u8',
    form: 'root',
    classes,
    positive,
    layers,
    facts: {
      version: '2',
      licence: 'Apache-2.0',
      source: 'scripts/train-person.sh; README.md says on what',
      rule,
      ...facts,
    },
  });
}

function weigh(rows: readonly PersonRow[]): number[] {
  const cellOf = ({ set, person, scenes }: PersonRow) => `${set} ${person} ${byScene.includes(set) ? scenes : ''}`;
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(cellOf(row), (counts.get(cellOf(row)) ?? 0) + 1);
  return rows.map((row) => {
    const count = counts.get(cellOf(row)) ?? 1;
    const whole = byScene.includes(row.set) ? Math.min(1, count / fewPictures) : 1;
    return (1000 * shares[row.set as keyof typeof shares] * whole) / count;
  });
}
