import { closeSync, ftruncateSync, openSync, unlinkSync } from 'node:fs';

/**
 * Asks a file system whether it still takes changes. One that has given up on its disk says so here for certain; `fdatasync`
 * of ext4 does not: while the journal is being given up (tens of milliseconds on a busy disk, and until somebody changes
 * something after a failed commit in the background), it finds the transaction that it should wait for gone, and answers
 * 0. What it says holds when the journal was alive after it. Linux, fs/ext4/fsync.c, `jbd2_complete_transaction`.
 */
export interface DiskProbe {
  /** Costs some 30 µs and no write of its own. @throws why it takes none */
  ask(): void;
  close(): void;
}

/** Fewer than a page, so that the file never gets a block. */
const sizes = 4096;

/** Asks by a file without a name, beside `path`: a new size must be noted in the journal, and is refused when there is none. */
export function openDiskProbe(path: string): DiskProbe {
  const name = `${path}.probe`;
  const file = openSync(name, 'w');
  unlinkSync(name);
  let size = 0;
  return {
    ask() {
      size = (size + 1) % sizes;
      ftruncateSync(file, size);
    },
    close: () => closeSync(file),
  };
}
