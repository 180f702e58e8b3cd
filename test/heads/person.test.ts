import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readHeadManifest } from '@splitsight/inference';
import { expect, it } from 'vitest';
import { judgePictures } from '../../scripts/person/held-out.ts';

const shared = fileURLToPath(new URL('../../../shared/backbone-data', import.meta.url));
const model = (name: string) => fileURLToPath(new URL(`../../models/${name}`, import.meta.url));

it.skipIf(!existsSync(shared))(
  'what the card of the person head says of pictures held out is so (skipped without ../shared/backbone-data)',
  async () => {
    const head = model('person-resnet18-w0.5-128-u8');
    const found = await judgePictures(head, model('resnet18-w0.5-128'), shared);
    const card = new Map(readHeadManifest(head).figures.map((figure) => [figure.name, figure]));
    for (const name of ['accuracy', 'recall', 'fpr', 'auroc', 'ece'] as const) {
      const said = card.get(`pictures_${name}`);
      // Another processor may round otherwise, and turn a picture in a hundred.
      expect(said?.value, name).toBeCloseTo(found[name].value, 2);
      expect(said?.low, name).toBeCloseTo(found[name].low, 2);
      expect(said?.high, name).toBeCloseTo(found[name].high, 2);
    }
    expect(card.get('pictures_accuracy')?.n).toBe(found.n);
  },
);
