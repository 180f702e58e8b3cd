import type { Millis } from '@splitsight/kernel';
import type { StorageAnswer } from '@splitsight/wire';
import type { StoreConfig } from '../config/store.ts';
import type { RouteGroup } from '../http/http.ts';
import { ofEverything } from '../http/of-everything.ts';
import { storageRoutes } from '../http/storage-routes.ts';
import type { StorageSource } from '../metrics/storage-metrics.ts';
import { createGrowth } from '../store/growth.ts';
import { createPictureTable } from '../store/pictures.ts';
import { type CaretakerOptions, openCaretaker } from './caretaker.ts';
import type { DiskLevel } from './disk-level.ts';
import { describeStorage } from './storage-view.ts';

/** What is kept, and the room for it. */
export interface Storage {
  readonly routes: RouteGroup;
  readonly source: StorageSource;
  /** Whether vectors, and what is large, may be taken in. */
  accepts(): boolean;
  /** What is wrong with the disk; null when nothing is. */
  complaint(): { readonly level: Exclude<DiskLevel, 'roomy'>; readonly text: string } | null;
  /** Idempotent. */
  close(): void;
}

export interface StorageParts extends Pick<CaretakerOptions, 'connection' | 'clock' | 'log'> {
  readonly config: {
    readonly store: StoreConfig;
    readonly pictures: { readonly keep_days: number; readonly max_mb: number };
  };
}

const viewFor: Millis = 500;

/** Begins to keep the database within its limits. */
export function openStorage({ config, connection, clock, log }: StorageParts): Storage {
  const steps: Record<string, { count: number; seconds: number; longest: number }> = {};
  const caretaker = openCaretaker({
    ...{ connection, clock, log, config: config.store },
    onStep(task, took: Millis) {
      steps[task] ??= { count: 0, seconds: 0, longest: 0 };
      steps[task].count++;
      steps[task].seconds += took / 1000;
      steps[task].longest = Math.max(steps[task].longest, took / 1000);
    },
  });
  const pictures = createPictureTable(connection);
  const growth = createGrowth(connection);
  let seen: { readonly at: Millis; readonly answer: StorageAnswer } | undefined;

  /** Who collects metrics asks several times in a moment. */
  function view(): StorageAnswer {
    const now = performance.now();
    if (!seen || now - seen.at > viewFor) {
      const state = { caretaker, pictureBytes: pictures.bytes(), growth: growth(clock.now()) };
      seen = { at: now, answer: describeStorage(config, state) };
    }
    return seen.answer;
  }

  return {
    routes: ofEverything(storageRoutes(view)),
    source: { view, removed: caretaker.removed, steps: () => steps },
    accepts: caretaker.accepts,
    complaint() {
      const disk = caretaker.disk();
      if (!disk || disk.level === 'roomy') return null;
      const free = `${Math.round(disk.freeBytes / 1e6)} MB of the database's disk are free`;
      const floor = `${Math.round(disk.floorBytes / 1e6)} MB are to stay free`;
      const text = `${free}, ${floor}`;
      return { level: disk.level, text };
    },
    close: caretaker.close,
  };
}
