import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBackbone } from '@splitsight/inference';
import { createStageTimer } from '@splitsight/kernel';
import { createLogger } from '@splitsight/kernel/node';
import { waitFor, writeTinyBackbone } from '@splitsight/testkit';
import { type Frame, regionsOf } from '@splitsight/vision';
import { type BootId, decodeFeatureMessage, hex8, parseCameraId } from '@splitsight/wire';
import { expect, onTestFinished, test } from 'vitest';
import { createChannel, stages } from './channel.ts';
import { createPipeline } from './pipeline.ts';

const picture = (capturedAt: number): Frame => ({ width: 8, height: 8, rgb: new Uint8Array(192), capturedAt });

test('pictures that are under way when the time is learnt have their stamps moved, those taken later do not', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'splitsight-pipeline-'));
  writeTinyBackbone(folder);
  const backbone = await openBackbone(folder, { codec: 'u8', threads: 1 });
  const stamps: number[] = [];
  const pipeline = createPipeline({
    backbone,
    uplink: { publish: (_topic, payload) => void stamps.push(decodeFeatureMessage(payload).capturedAt) },
    bootId: hex8<BootId>(new Uint8Array(8)),
    clock: { now: () => 0 },
    timer: createStageTimer(stages),
    log: createLogger('test', 'silent'),
  });
  await pipeline.start(new AbortController().signal);
  onTestFinished(async () => {
    await pipeline.stop();
    await backbone.close();
    rmSync(folder, { recursive: true });
  });
  const channel = createChannel({
    id: parseCameraId('yard'),
    topic: 'x/features',
    gaze: { plane: () => undefined, step: () => regionsOf(['global'], []) },
    release: () => {},
  });
  pipeline.accept(channel, picture(5_000));
  pipeline.restamp(1_000_000.4);
  await waitFor(() => stamps.length === 1);
  pipeline.accept(channel, picture(1_006_000));
  await waitFor(() => stamps.length === 2);
  expect(stamps).toEqual([1_005_000, 1_006_000]);
});
