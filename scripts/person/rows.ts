import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { openBackbone } from '@splitsight/inference';
import { type Frame, resizeRegion } from '@splitsight/vision';
import { decodePicture } from '@splitsight/vision/picture';
import { wholeFrame } from '@splitsight/wire';

/** The pictures that `gather.ts` wrote, as the person head sees them. */
export interface PersonRow {
  /** Which of the folders it is from. */
  readonly set: string;
  readonly person: boolean;
  /** Where it was seen: of a composite, the scenes of both its parts. */
  readonly scenes: readonly string[];
  readonly name: string;
  readonly vector: Uint8Array;
}

/** What pictures are to a head: each through the backbone and its codec. */
export async function vectorsOf(pictures: AsyncIterable<Frame>, backboneDir: string): Promise<Uint8Array[]> {
  const backbone = await openBackbone(backboneDir, { codec: 'u8', threads: 1 });
  const vectors: Uint8Array[] = [];
  try {
    const image = new Uint8Array(backbone.input.width * backbone.input.height * 3);
    for await (const picture of pictures) {
      resizeRegion(picture, wholeFrame, backbone.input, image);
      vectors.push(...(await backbone.extract(image, 1)));
    }
    return vectors;
  } finally {
    await backbone.close();
  }
}

/** Reads all pictures of a set through the backbone; vectors are kept beside the set for the next time. */
export async function readSet(root: string, set: string, backboneDir: string): Promise<PersonRow[]> {
  const pictures = listPictures(join(root, set));
  const cache = join(root, `${set}-${basename(backboneDir)}.u8`);
  if (!existsSync(cache)) {
    const decoded = async function* () {
      for (const { path } of pictures) yield await decodePicture(path);
    };
    writeFileSync(cache, Buffer.concat(await vectorsOf(decoded(), backboneDir)));
  }
  const vectors = readFileSync(cache);
  const bytes = vectors.length / pictures.length;
  return pictures.map(({ name, label }, i) => ({
    set,
    person: label === 'person',
    scenes: scenesOf(name.split('/')[1] ?? ''),
    name,
    vector: vectors.subarray(i * bytes, (i + 1) * bytes),
  }));
}

function listPictures(folder: string) {
  return ['other', 'person'].flatMap((label) => {
    if (!existsSync(join(folder, label))) return [];
    const files = readdirSync(join(folder, label)).sort();
    return files.map((file) => ({ label, name: `${label}/${file}`, path: join(folder, label, file) }));
  });
}

/** Names begin with the scenes, joined by `+`, before the first `~`. */
function scenesOf(file: string): string[] {
  const [scenes = ''] = file.split('~');
  return scenes.split('+');
}

/** What is one event: ten seconds of a clip, or a picture that snapshots are cut from. */
export function eventOf({ name }: Pick<PersonRow, 'name'>): string {
  const [, clip, at] = /~(.*)-(\d{6})-\d+\.jpg$/.exec(name) ?? [];
  if (clip) return `${clip} ${Math.floor(Number(at) / 10_000)}`;
  return /~(\w+)/.exec(name)?.[1] ?? name;
}
