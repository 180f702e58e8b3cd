import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openBackbone, openHead, readHeadManifest } from '@splitsight/inference';
import { describe, expect, it } from 'vitest';
import { modelsDirectory } from '../stack/shipped.ts';
import { evaluateHead } from './evaluate.ts';
import { findHead } from './find-model.ts';

const pictures = fileURLToPath(new URL('../../../../../shared/data/fire', import.meta.url));

describe.each(['resnet18-w0.5-224', 'resnet18-w0.5-128'])('the shipped fire head of %s', (name) => {
  const directory = `${modelsDirectory}fire-${name}-u8`;

  it('loads with its backbone, and plain pictures are no fire to it', async () => {
    const backbone = await openBackbone(`${modelsDirectory}${name}`, { codec: 'u8', threads: 1 });
    const head = await openHead(directory, { threads: 1, origin: backbone });
    const { classes, positive, rule } = head.manifest;
    expect(classes[positive]).toBe('fire');
    const size = backbone.input.width * backbone.input.height * 3;
    const images = new Uint8Array(3 * size)
      .fill(0, 0, size)
      .fill(110, size, 2 * size)
      .fill(255, 2 * size);
    const scores = await head.score(Buffer.concat(await backbone.extract(images, 3)), 3);
    for (let i = 0; i < 3; i++) expect(scores[2 * i + positive]).toBeLessThan(rule?.threshold ?? 0);
    await head.close();
    await backbone.close();
  });

  it('states what it was measured at: accuracy of 93 % and AUROC of 0.96 at the least', () => {
    const figures = new Map(readHeadManifest(directory).figures.map((figure) => [figure.name, figure]));
    expect(figures.get('accuracy')?.value).toBeGreaterThanOrEqual(0.93);
    expect(figures.get('auroc')?.value).toBeGreaterThanOrEqual(0.96);
    expect(figures.get('auroc')?.n).toBe(450);
  });
});

it('of two heads called fire, the name alone means that of the default backbone', () => {
  expect(readHeadManifest(findHead('fire')).backbone).toBe('resnet18-w0.5-224');
});

it.skipIf(!existsSync(pictures))('knows its own pictures (skipped without ../shared/data/fire)', async () => {
  const { figures } = await evaluateHead({
    head: 'fire',
    images: pictures,
    threads: 2,
    signal: new AbortController().signal,
    onUnreadable: () => undefined,
  });
  expect(figures.n).toBe(450);
  expect(figures.accuracy.value).toBeGreaterThan(0.95);
  expect(figures.auroc.value).toBeGreaterThan(0.98);
});
