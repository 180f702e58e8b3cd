import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { createServer } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { catalogError } from './errors.ts';

/** The right to write a file, until it is released. */
export interface FileLock {
  release(): Promise<void>;
}

/**
 * Locks a file that is about to be written against other processes of this machine.
 *
 * The lock is a socket of Linux's abstract kind: the kernel lets go of it when its process ends, however that ends, so a
 * crash leaves nothing that someone must remove. Where there are none, nothing is locked: whoever ends first wins, and what
 * is put in place is checked all the same.
 *
 * @throws CodedError PULL_BUSY
 */
export async function lockFile(path: string): Promise<FileLock> {
  if (process.platform !== 'linux') return unlocked;
  const whole = join(realpathSync(dirname(path)), basename(path));
  const name = `\0splitsight-pull-${createHash('sha256').update(whole).digest('hex').slice(0, 32)}`;
  const server = createServer((socket) => socket.destroy());
  const problem = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
    server.once('error', resolve).listen(name, () => resolve(undefined));
  });
  if (problem?.code === 'EADDRINUSE') throw catalogError('PULL_BUSY', path, problem);
  if (problem) return unlocked;
  return {
    release: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
      }),
  };
}

const unlocked: FileLock = { release: () => Promise.resolve() };
