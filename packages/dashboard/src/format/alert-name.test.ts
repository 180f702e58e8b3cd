import { lieKinds } from '@splitsight/vision';
import { describe, expect, it } from 'vitest';
import { loadStrings } from '../strings/strings.ts';
import { alertName, cameraLies, isScored } from './alert-name.ts';

describe('what raised an alert', () => {
  it.each(['en', 'ru'] as const)(
    'is said in words where it is the camera itself, and by its name where it is a head (%s)',
    async (language) => {
      await loadStrings(language);
      expect(cameraLies().toSorted()).toEqual(lieKinds.map((kind) => `camera-${kind}`).toSorted());
      expect(alertName('camera-covered')).toBe(language === 'ru' ? 'Камера закрыта' : 'Camera covered');
      expect(['fire', 'camera-crew', 'constructor'].map(alertName)).toEqual(['fire', 'camera-crew', 'constructor']);
      expect(['fire', 'camera-frozen'].map((head) => isScored({ head } as Parameters<typeof isScored>[0]))).toEqual([
        true,
        false,
      ]);
    },
  );
});
