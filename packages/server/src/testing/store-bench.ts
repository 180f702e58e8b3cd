import { join } from 'node:path';
import { createTally, type Tally } from '@splitsight/kernel';
import {
  type Alert,
  alertSchema,
  type BootId,
  type CameraId,
  type Fingerprint,
  type SiteId,
  wholeFrame,
} from '@splitsight/wire';
import Database from 'better-sqlite3';
import { afterEach, beforeEach } from 'vitest';
import { type Arrival, cameraRef } from '../flow.ts';
import { openStore, type RowDropReason, type Store, type StoreOptions } from '../store/store.ts';
import { type Folder, makeFolder } from './run-server.ts';

/** A store of a test, and what it said. */
export interface OpenedStore {
  readonly store: Store;
  readonly dropped: Tally<RowDropReason>;
  readonly troubles: readonly (string | undefined)[];
  rows(): number;
}

/** What a test of the store works with. */
export interface StoreBench {
  /** Where the database will be. */
  path(name?: string): string;
  /** The folder that it will be in. */
  folder(): string;
  /** Opens a store; it is closed after the test. */
  open(options?: Partial<StoreOptions>): OpenedStore;
  /** Reads the database as it is on the disk, after its store has closed it. */
  read(sql: string): unknown[];
}

/** Sets a folder up before each test of the file that calls it. */
export function useStoreBench(): StoreBench {
  let folder: Folder;
  const opened: Store[] = [];

  beforeEach(() => {
    folder = makeFolder();
  });

  afterEach(() => {
    for (const store of opened.splice(0)) store.close();
    folder.remove();
  });

  const path = (name = 'a/test.db') => join(folder.path, name);
  return {
    path,
    folder: () => folder.path,
    open(options = {}) {
      const dropped = createTally<RowDropReason>();
      const troubles: (string | undefined)[] = [];
      let rows = 0;
      const store = openStore({
        path: path(),
        dropped,
        onTrouble: (trouble) => void troubles.push(trouble?.code),
        onCommit: (count) => {
          rows += count;
        },
        ...options,
      });
      opened.push(store);
      return { store, dropped, troubles, rows: () => rows };
    },
    read(sql) {
      const database = new Database(path(), { readonly: true });
      try {
        return database.prepare(sql).all();
      } finally {
        database.close();
      }
    },
  };
}

export function arrival(sequence: number, bytes = 8): Arrival {
  const fingerprint = '0011223344556677' as Fingerprint;
  const vector = new Uint8Array(bytes).fill(sequence);
  const regions = [{ kind: 'global', box: wholeFrame, vector }] as const;
  return {
    from: cameraRef('yard' as SiteId, 'gate' as CameraId),
    message: { bootId: '00aa' as BootId, sequence, capturedAt: 1000 + sequence, fingerprint, codec: 'u8', regions },
    kind: { fingerprint, codec: 'u8', vectorBytes: bytes },
    receivedAt: 2000 + sequence,
    timing: 'late',
  };
}

export function alert(id: string, raisedAt: number, changes: Partial<Alert> = {}): Alert {
  return alertSchema.parse({
    ...{ id, site: 'yard', camera: 'gate', head: 'fire', zone: null, severity: 'alert', state: 'ended' },
    ...{
      started_at: 1,
      captured_at: 1,
      raised_at: raisedAt,
      ended_at: 2,
      score: 1,
      peak: 1,
      box: wholeFrame,
      region: 'global',
    },
    ...{ head_version: '1', fingerprint: '0011223344556677', codec: 'u8' },
    ...changes,
  });
}
