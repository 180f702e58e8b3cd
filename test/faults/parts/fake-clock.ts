import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';

/** A clock of the day for one process, which a test sets while the process runs. Its monotonic clock stays right. */
export interface FakeClock {
  /** What the process has to be started with. */
  readonly env: Readonly<Record<string, string>>;
  /** Sets the clock so many seconds ahead of the machine's. */
  set(seconds: number): void;
}

/** Makes a clock that is right until it is set. `file` keeps what it shows. */
export function createFakeClock(file: string): FakeClock {
  const set = (seconds: number) => writeFileSync(file, `${seconds < 0 ? '-' : '+'}${Math.abs(seconds)}\n`);
  set(0);
  return {
    env: {
      LD_PRELOAD: library ?? '',
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_CACHE_DURATION: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      DONT_FAKE_MONOTONIC: '1',
    },
    set,
  };
}

/** Debian's faketime; undefined where it is not installed. */
const library = findLibrary();

function findLibrary(): string | undefined {
  try {
    const files = execFileSync('dpkg', ['-L', 'libfaketime'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return files.split('\n').find((file) => /\/libfaketime\.so\.1$/.test(file));
  } catch {
    return undefined;
  }
}

/** Why clocks cannot be set here; undefined when they can. */
export const noFakeClock = library === undefined ? 'faketime is not installed' : undefined;
