import { readdirSync, readFileSync } from 'node:fs';

/** What a process holds. */
export interface Holdings {
  /** Memory of its own, in MiB: RssAnon of /proc. */
  readonly mib: number;
  readonly descriptors: number;
}

/** Reads what a process holds. Linux only. @throws Error when it is gone. */
export function readHoldings(pid: number): Holdings {
  const [, kib = '0'] = /RssAnon:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'latin1')) ?? [];
  return { mib: Number(kib) / 1024, descriptors: readdirSync(`/proc/${pid}/fd`).length };
}
