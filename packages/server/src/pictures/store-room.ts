import { type Clock, isCodedError, type Millis, type Tally } from '@splitsight/kernel';
import { type CleanJpeg, cleanJpeg } from '@splitsight/vision/picture';
import type { PictureReason, PictureView } from '@splitsight/wire';
import type { PictureTable } from '../store/pictures.ts';
import type { PictureShelf } from './shelf.ts';
import { createTurns } from './turns.ts';

/** Why a picture that was there is not kept. The label values of splitsight_pictures_removed_total. */
export const pictureRemovals = ['age', 'size'] as const;
export type PictureRemoval = (typeof pictureRemovals)[number];

/** Files and rows of pictures, bounded by age and by size. */
export interface StoreRoom {
  /** Looks at a file of an agent and keeps it. @returns why not, or what it is. */
  keep(id: string, file: Uint8Array): Promise<CleanJpeg | PictureReason>;
  /** Deletes what is too old, and the oldest of what is too much. */
  sweep(): Promise<void>;
}

export interface StoreRoomOptions {
  readonly clock: Clock;
  readonly table: PictureTable;
  readonly shelf: PictureShelf;
  readonly keepFor: Millis;
  readonly maxBytes: number;
  readonly removed: Tally<PictureRemoval>;
}

/** Of an agent's picture: 1920 × 1920, which is more than any is configured to send. */
const maxPixels = 1920 * 1920;
const decodedAtATime = 2;
const step = 100;

export function createStoreRoom({ clock, table, shelf, keepFor, maxBytes, removed }: StoreRoomOptions): StoreRoom {
  const inTurn = createTurns(decodedAtATime);

  async function sweepOld(): Promise<void> {
    for (let gone = table.forget(clock.now() - keepFor); gone.length > 0; gone = table.forget(clock.now() - keepFor)) {
      removed.add('age', gone.length);
      for (const id of gone) await shelf.remove(id);
    }
  }

  async function sweepMuch(): Promise<void> {
    for (let over = table.bytes() - maxBytes; over > 0; ) {
      const oldest = table.oldest(step);
      if (oldest.length === 0) return;
      const gone: PictureView[] = [];
      for (const view of oldest) {
        if (over <= 0) break;
        over -= view.bytes;
        gone.push({ ...view, state: 'none', reason: 'expired', bytes: 0 });
      }
      table.put(gone);
      removed.add('size', gone.length);
      for (const { id } of gone) await shelf.remove(id);
    }
  }

  return {
    keep: (id, file) =>
      inTurn(async () => {
        try {
          const clean = await cleanJpeg(file, maxPixels);
          return (await shelf.put(id, clean.jpeg)) ? clean : 'full';
        } catch (error) {
          if (isCodedError(error)) return 'invalid';
          throw error;
        }
      }),
    async sweep() {
      await sweepOld();
      await sweepMuch();
    },
  };
}
