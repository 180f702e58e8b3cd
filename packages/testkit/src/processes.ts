import { readdirSync, readFileSync } from 'node:fs';

/** A process as /proc shows it. */
export interface ProcessInfo {
  readonly pid: number;
  readonly parent: number;
  /** The name of its program, at most 15 characters. */
  readonly name: string;
}

/**
 * The processes that `pid` started and that still run, with those that they started in turn. Zombies do not count.
 *
 * Linux only: it reads /proc.
 */
export function childrenOf(pid: number): readonly ProcessInfo[] {
  const all = readdirSync('/proc').flatMap((entry) => (/^\d+$/.test(entry) ? readProcess(entry) : []));
  const found: ProcessInfo[] = [];
  for (let parents = new Set([pid]); parents.size > 0; ) {
    const children = all.filter((process) => parents.has(process.parent));
    found.push(...children);
    parents = new Set(children.map((child) => child.pid));
  }
  return found;
}

function readProcess(entry: string): ProcessInfo[] {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${entry}/stat`, 'latin1');
  } catch {
    return []; // It ended between the listing and the reading.
  }
  // "pid (name) state parent …": the name may itself hold spaces and brackets.
  const match = /^(\d+) \((.*)\) (\S) (\d+) /s.exec(stat);
  if (!match || match[3] === 'Z' || match[3] === 'X') return [];
  return [{ pid: Number(match[1]), name: match[2] ?? '', parent: Number(match[4]) }];
}
