import { availableParallelism } from 'node:os';
import { openBackbone } from '@splitsight/inference';
import { encodeItem, type ItemRecord, listPictures, pictureItems } from '@splitsight/training';
import { type CodecName, codecNames, type PrecisionName, precisionNames } from '@splitsight/wire';
import { type Command, Option } from 'commander';
import { createApiClient } from '../../api/client.ts';
import { type ByFlags, withBy } from '../../api/flags.ts';
import { parseWholeNumber } from '../../options.ts';
import { say, show } from '../../output.ts';
import { shipped } from '../../stack/shipped.ts';
import { createUnreadableLog } from '../report.ts';
import { describeAdded } from './describe.ts';
import { postItems } from './post-items.ts';

interface AddFlags extends ByFlags {
  readonly images: string;
  readonly groups?: string;
  readonly source?: string;
  readonly copiesFor?: string;
  readonly teachOnly?: true;
  readonly weight: number;
  readonly relabel?: true;
  readonly backbone: string;
  readonly variant: PrecisionName;
  readonly codec: CodecName;
  readonly seed: number;
  readonly threads: number;
}

/** Adds `splitsight head dataset add`. */
export function registerAdd(dataset: Command, signal: AbortSignal): void {
  const threads = Math.min(4, availableParallelism());
  withBy(dataset.command('add'))
    .description('run folders of pictures through a backbone here, and add what comes out')
    .argument('<name>', 'of the data set')
    .requiredOption('--images <dir>', 'the pictures: DIR/<label>/*.jpg')
    .option('--groups <file>', 'near-duplicates that must not straddle splits: <label>/<file>, label, group')
    .option('--source <name>', 'stands before the names of pictures, for a second folder with the same names')
    .option('--copies-for <label>', 'also add altered copies that only teach; the label of what alerts')
    .option('--teach-only', 'never judge a head by these pictures')
    .option('--weight <percent>', 'how much each counts beside others', parseWholeNumber(1, 10_000), 100)
    .option('--relabel', 'pictures that are in the set with another label get this one')
    .option('--backbone <dir>', 'the folder of the backbone', shipped.backbone)
    .addOption(new Option('--variant <name>', 'of the backbone').choices(precisionNames).default('float32'))
    .addOption(new Option('--codec <name>', 'the codec of the vectors').choices(codecNames).default('u8'))
    .option('--seed <n>', 'of altered copies', parseWholeNumber(0, 1_000_000), 1)
    .option('--threads <n>', 'threads of the backbone', parseWholeNumber(1, 64), threads)
    .action((name: string, flags: AddFlags) => add(name, flags, signal));
}

async function add(name: string, flags: AddFlags, signal: AbortSignal): Promise<void> {
  const { images, groups, source, copiesFor, teachOnly, weight, relabel, variant, codec, seed, threads, by } = flags;
  const pictures = listPictures(images);
  const unreadable = createUnreadableLog();
  const backbone = await openBackbone(flags.backbone, { codec, threads, precision: variant, signal });
  const options = { groups, source, copiesFor, seed, signal, onUnreadable: unreadable.log };

  async function* records(): AsyncGenerator<ItemRecord> {
    let read = 0;
    const items = pictureItems(pictures, { ...options, backbone, judged: !teachOnly, weight: weight / 100 });
    for await (const ofPicture of items) {
      yield* ofPicture.map(encodeItem);
      if (++read % 100 === 0) say(flags, `${read} of ${pictures.length} pictures`);
    }
  }

  try {
    const api = createApiClient({ ...flags, signal });
    const existing = relabel ? 'relabel' : 'keep';
    const added = await postItems(api, name, records(), { codec, existing, by });
    show(flags, { ...added, unreadable: unreadable.count() }, describeAdded(added));
  } finally {
    await backbone.close();
  }
}
