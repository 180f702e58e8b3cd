import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** A small disk of a test's own. */
export interface Disk {
  readonly path: string;
  /** Takes all the room that is left. */
  fill(): void;
  /** Gives it back. */
  empty(): void;
  close(): void;
}

/** Mounts a disk in memory. */
export function openSmallDisk(path: string, megabytes: number): Disk {
  mkdirSync(path);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'none', path]);
  const filler = join(path, 'filler');
  return {
    path,
    fill() {
      const file = openSync(filler, 'w');
      try {
        for (const size of [65_536, 4096])
          for (let i = statfsSync(path).bavail * 4096; i > 0; i -= size) writeSync(file, Buffer.alloc(size));
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
      } finally {
        closeSync(file);
      }
    },
    empty: () => rmSync(filler),
    close: () => void execFileSync('umount', ['-l', path]),
  };
}

/** A disk that turns read-only under the programs that use it, as the kernel does to one that fails. */
export interface FailingDisk {
  readonly path: string;
  /** Whatever is open for writing stays open, and fails; what was written and is not on the disk yet never gets there. */
  fail(): void;
  /** Brings what was written onto the disk. */
  flush(): void;
  /** Mounts it anew; nothing may have it open. */
  repair(): void;
  close(): void;
}

/** Mounts a file as an ext4 disk. */
export function openFailingDisk(path: string, megabytes: number): FailingDisk {
  const image = `${path}.image`;
  mkdirSync(path);
  execFileSync('truncate', ['-s', `${megabytes}M`, image]);
  execFileSync('mkfs.ext4', ['-q', '-F', image]);
  const mount = () => void execFileSync('mount', ['-o', 'loop', image, path]);
  mount();
  return {
    path,
    fail: () => void execFileSync('mount', ['-o', 'remount,abort', path]),
    flush: () => void execFileSync('sync', ['-f', path]),
    repair() {
      execFileSync('umount', [path]);
      mount();
    },
    close: () => void execFileSync('umount', ['-l', path]),
  };
}

/** Why disks cannot be mounted here; undefined when they can. */
export function noDisks(): string | undefined {
  if (process.getuid?.() !== 0) return 'mounting disks needs root';
  try {
    execFileSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'none', '/mnt'], { stdio: 'ignore' });
    execFileSync('mkfs.ext4', ['-V'], { stdio: 'ignore' });
    execFileSync('losetup', ['-f'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'disks cannot be mounted here';
  }
}
