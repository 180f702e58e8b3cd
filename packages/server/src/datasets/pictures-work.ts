import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { openBackbone } from '@splitsight/inference';
import { encodeItem, type Item, type Picture, pictureItems } from '@splitsight/training';
import type { z } from 'zod';
import { serverError } from '../errors.ts';
import type { Work, WorkContext } from '../jobs/work.ts';
import { type Connection, openReadOnly } from '../store/database.ts';
import { createItemTable } from '../store/items.ts';
import { namedAtMost } from './adding.ts';
import { setOf } from './job-set.ts';
import { createKnownBackbones } from './known-backbones.ts';
import { type picturesFoundSchema, picturesParamsSchema } from './schemas.ts';
import { readUpload, type UploadedPicture } from './uploads.ts';

type Params = z.output<typeof picturesParamsSchema>;

/** Makes items of uploaded pictures; they are sent when all of them are made. */
export const picturesWork: Work = async (params, context): Promise<z.input<typeof picturesFoundSchema>> => {
  const given = picturesParamsSchema.parse(params);
  const uploaded = readUpload(context.headsDir, given.upload);
  const connection = openReadOnly(context.database);
  try {
    const { fresh, known, same } = sift(connection, uploaded, given);
    const { items, unreadable } = await makeItems(fresh, given, context);
    if (items.length + known.length === 0) throw serverError('DATASET_PICTURE', unreadable.join(', '));
    return {
      pictures: uploaded.length,
      items: [...known, ...items].map(encodeItem),
      same,
      unreadable: { count: unreadable.length, names: unreadable.slice(0, namedAtMost) },
    };
  } finally {
    connection.close();
  }
};

/** Tells pictures that are new from those whose very bytes the set has had, and from those that came twice. */
function sift(connection: Connection, uploaded: readonly UploadedPicture[], given: Params) {
  const set = setOf(connection, given);
  const table = createItemTable(connection);
  const fresh: Picture[] = [];
  const known: Item[] = [];
  const seen = new Set<string>();
  for (const { path, name } of uploaded) {
    const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
    if (seen.has(sha256)) continue;
    seen.add(sha256);
    const stored = table.byPrefix(set.id, `picture:${sha256}/`);
    if (stored) known.push({ ...stored.item, label: given.label });
    else fresh.push({ path, name: `${sha256}/${name}`, label: given.label });
  }
  return { fresh, known, same: uploaded.length - seen.size };
}

async function makeItems(
  pictures: readonly Picture[],
  { backbone: name, codec }: Params,
  { backbones, signal, progress }: WorkContext,
): Promise<{ readonly items: readonly Item[]; readonly unreadable: readonly string[] }> {
  const items: Item[] = [];
  const unreadable: string[] = [];
  const known = createKnownBackbones(backbones)
    .list()
    .find(({ manifest }) => manifest.name === name);
  if (!known) throw serverError('DATASET_BACKBONE', name);
  const backbone = await openBackbone(known.directory, { codec, threads: 1, signal });
  const onUnreadable = (path: string) => {
    const picture = pictures.find((one) => one.path === path);
    unreadable.push(picture?.name.slice(picture.name.indexOf('/') + 1) ?? path);
  };
  try {
    for await (const made of pictureItems(pictures, {
      backbone,
      judged: true,
      weight: 1,
      seed: 0,
      signal,
      onUnreadable,
    })) {
      items.push(...made);
      const done = items.length + unreadable.length;
      progress({ done, of: pictures.length, note: 'making vectors of pictures', point: null });
    }
  } finally {
    await backbone.close();
  }
  return { items, unreadable };
}
