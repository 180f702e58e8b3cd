import { join } from 'node:path';
import { writeTinyBackbone, writeTinyHead } from '@splitsight/testkit';
import { encodeJpeg } from '@splitsight/vision/picture';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Folder, makeFolder } from '../testing/run-server.ts';
import { createClassify } from './classify.ts';

let folder: Folder;
beforeEach(() => {
  folder = makeFolder();
});
afterEach(() => folder.remove());

const never = new AbortController().signal;

describe('scoring a photo', () => {
  it('gives what the heads at work say, as of a frame', async () => {
    const backbone = join(folder.path, 'backbone');
    writeTinyBackbone(backbone);
    writeTinyHead(join(folder.path, 'heads', 'fire', '1'), backbone);
    const place = { database: '', backbones: [backbone], headsDir: join(folder.path, 'heads') };
    const classify = createClassify({ place, heads: () => [{ head: 'fire', version: '1' }] });
    const [width, height] = [64, 48];
    const rgb = new Uint8Array(width * height * 3).map((_, i) => (i % 3 === 0 ? 255 : 0));
    const found = await classify(await encodeJpeg({ width, height, rgb, capturedAt: 0 }), never);
    expect(found).toMatchObject([{ head: 'fire' }]);
    const best = found[0]?.scores.toSorted((a, b) => b.score - a.score)[0];
    expect(best?.score).toBeGreaterThan(0.9);
    await expect(classify(new Uint8Array([1, 2, 3]), never)).rejects.toMatchObject({ code: 'PICTURE_UNREADABLE' });
  }, 600_000);

  it('starts no process where no head is at work', async () => {
    const place = { database: '', backbones: [], headsDir: folder.path };
    expect(await createClassify({ place, heads: () => [] })(new Uint8Array(), never)).toEqual([]);
  });
});
