import { expect, it } from 'vitest';
import { egressKindOf } from './egress.ts';
import { hex8, type PictureRequestId } from './ids.ts';
import { encodePictureMessage, pictureOutcomes } from './picture-message.ts';
import { createTopics } from './topics.ts';

const kindOf = (topic: string, bytes = 1000) =>
  egressKindOf(createTopics().parse(`splitsight/v1/home/${topic}`), bytes);

it.each([
  ['node/pi/status', 'health'],
  ['node/pi/info', 'health'],
  ['node/pi/health', 'health'],
  ['cam/yard/status', 'health'],
  ['cam/yard/pictures/state', 'health'],
  ['cam/yard/features', 'features'],
  ['cam/yard/snapshot', 'pictures'],
  ['cam/yard/snapshot/get', undefined],
  ['cam/yard/pictures/set', undefined],
  ['alerts', undefined],
  ['head/fire/state', undefined],
])('a message on %s is counted as %s', (topic, kind) => {
  expect(kindOf(topic)).toBe(kind);
});

it('that there is no picture is not counted as a picture', () => {
  for (const outcome of pictureOutcomes.filter((one) => one !== 'picture')) {
    const id = hex8<PictureRequestId>(new Uint8Array(8).fill(255));
    const bytes = encodePictureMessage({
      id,
      outcome,
      capturedAt: Number.MAX_SAFE_INTEGER,
      jpeg: new Uint8Array(),
    });
    expect(kindOf('cam/yard/snapshot', bytes.length)).toBe('health');
  }
});
