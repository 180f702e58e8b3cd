import { statSync } from 'node:fs';
import type { Connection } from './database.ts';

/** How the file of the database stands. */
export interface FileSpace {
  readonly bytes: number;
  /** Of it, free for new rows. */
  readonly freeBytes: number;
  /** The log of what was written last, beside it. */
  readonly walBytes: number;
  /** Whether free space can be given back to the disk, piece by piece. */
  readonly shrinks: boolean;
}

/** Looks at the file, and makes it smaller. */
export interface FileKeeper {
  space(): FileSpace;
  /** Gives back up to so many free pages, from the end of the file. @returns how many. */
  shrink(pages: number): number;
  /** Empties the log when nobody reads from it; waits for nobody. @returns whether it did. */
  emptyLog(): boolean;
}

const incremental = 2;

export function createFileKeeper(connection: Connection): FileKeeper {
  const read = (name: string) => Number(connection.pragma(name, { simple: true }));
  const pageBytes = read('page_size');
  const shrinks = read('auto_vacuum') === incremental;
  return {
    space: () => ({
      bytes: read('page_count') * pageBytes,
      freeBytes: read('freelist_count') * pageBytes,
      walBytes: statSync(`${connection.name}-wal`, { throwIfNoEntry: false })?.size ?? 0,
      shrinks,
    }),
    shrink(pages) {
      const before = read('freelist_count');
      connection.pragma(`incremental_vacuum(${Math.max(1, Math.round(pages))})`);
      return before - read('freelist_count');
    },
    emptyLog() {
      const timeout = read('busy_timeout');
      connection.pragma('busy_timeout = 0');
      try {
        const [answer] = connection.pragma('wal_checkpoint(TRUNCATE)') as readonly { readonly busy: number }[];
        return answer?.busy === 0;
      } finally {
        connection.pragma(`busy_timeout = ${timeout}`);
      }
    },
  };
}
