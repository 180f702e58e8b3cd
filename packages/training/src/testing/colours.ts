import { type Backbone, openBackbone } from '@splitsight/inference';
import { createRandom } from '@splitsight/learn';
import { type CodecName, wholeFrame } from '@splitsight/wire';
import type { DataSet, Item } from '../data-set.ts';

/** What may differ between made-up data sets. */
export interface ColoursOptions {
  readonly codec?: CodecName;
  /** Looks a minute apart a class; the vectors of one are alike. */
  readonly events?: number;
  readonly each?: number;
  /** How much a picture differs from its class, 0 to 255. */
  readonly noise?: number;
  readonly name?: string;
}

/** Labelled vectors of plain pictures, as a backbone sees them: red ones are `fire`, grey ones `normal`. */
export async function colourSet(directory: string, options: ColoursOptions = {}): Promise<DataSet> {
  const { codec = 'u8', events = 8, each = 3, noise = 60, name = 'colours' } = options;
  const backbone = await openBackbone(directory, { codec, threads: 1 });
  try {
    const items = await Promise.all(
      [0, 1].flatMap((label) =>
        Array.from({ length: events * each }, (_, i) => makeItem(backbone, label, i, Math.floor(i / each), noise)),
      ),
    );
    return { name, codec, items };
  } finally {
    await backbone.close();
  }
}

async function makeItem(backbone: Backbone, label: number, i: number, event: number, noise: number): Promise<Item> {
  const { width, height } = backbone.input;
  const random = createRandom(1000 * label + event);
  const within = createRandom(7 + 1000 * label + i);
  const colour = (label === 0 ? [200, 70, 60] : [120, 115, 110]).map(
    (value) => value + noise * (random() - 0.5) + 4 * (within() - 0.5),
  );
  const image = Uint8Array.from({ length: width * height * 3 }, (_, at) => colour[at % 3] ?? 0);
  const [vector = new Uint8Array(0)] = await backbone.extract(image, 1);
  const camera = `cam-${event % 2}`;
  return {
    origin: {
      kind: 'vector',
      site: 'yard',
      camera,
      bootId: '00112233aabbccdd',
      sequence: 10_000 * label + i,
      region: 0,
    },
    label: label === 0 ? 'fire' : 'normal',
    vector,
    fingerprint: backbone.fingerprint,
    camera: `yard/${camera}`,
    capturedAt: 1_700_000_000_000 + 3_600_000 * label + 120_000 * event + 1000 * i,
    region: 'global',
    box: wholeFrame,
    group: null,
    judged: true,
    weight: 1,
  };
}
