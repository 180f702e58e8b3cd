import { join } from 'node:path';
import { fingerprintsOf, openBackbone, readHeadManifest } from '@splitsight/inference';
import { resizeRegion } from '@splitsight/vision';
import { decodePicture } from '@splitsight/vision/picture';
import { type CodecName, wholeFrame } from '@splitsight/wire';
import { createKnownBackbones, type KnownBackbone } from '../datasets/known-backbones.ts';
import { openScoringHead, type ScoringHead } from '../heads/scoring-head.ts';
import type { Work } from '../jobs/work.ts';
import { type Classified, classifyParamsSchema } from './classify-schema.ts';

/** Scores a picture with heads, on the way that frames take: scaled, through the backbone and its codec, to the head. */
export const classifyWork: Work = async (given, { backbones, headsDir, signal }) => {
  const { picture, heads } = classifyParamsSchema.parse(given);
  const frame = await decodePicture(picture);
  const known = createKnownBackbones(backbones);
  const vectors = new Map<string, Uint8Array>();

  async function vectorOf({ directory, manifest }: KnownBackbone, codec: CodecName): Promise<Uint8Array> {
    const key = `${manifest.fingerprint}/${codec}`;
    const before = vectors.get(key);
    if (before) return before;
    const backbone = await openBackbone(directory, { codec, threads: 1, signal });
    try {
      const { width, height } = backbone.input;
      const pixels = new Uint8Array(width * height * 3);
      resizeRegion(frame, wholeFrame, backbone.input, pixels, 0);
      const [vector = new Uint8Array()] = await backbone.extract(pixels, 1);
      vectors.set(key, vector);
      return vector;
    } finally {
      await backbone.close();
    }
  }

  async function scoreWith(name: string, version: string): Promise<Classified | undefined> {
    const folder = join(headsDir, name, version);
    const manifest = readHeadManifest(folder);
    const backbone = fingerprintsOf(manifest).flatMap((fingerprint) => known.of(fingerprint) ?? [])[0];
    if (!backbone) return undefined;
    const vector = await vectorOf(backbone, manifest.codec);
    const head: ScoringHead = await openScoringHead(folder, { name, version, rule: {} });
    try {
      const scores = await head.score(vector, 1);
      return { head: name, scores: manifest.classes.map((label, i) => ({ label, score: scores[i] ?? 0 })) };
    } finally {
      await head.close();
    }
  }

  const found: Classified[] = [];
  for (const { head, version } of heads) {
    signal.throwIfAborted();
    const scored = await scoreWith(head, version);
    if (scored) found.push(scored);
  }
  return found;
};
