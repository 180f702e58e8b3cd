import type { CodedError } from '@splitsight/kernel';
import { isCodedError } from '@splitsight/kernel';
import type { HeadRole } from '../registry/state.ts';
import { createLineUp, type LineUp } from './line-up.ts';
import type { ScoringHead } from './scoring-head.ts';

/** A line-up that somebody works with: none of its heads is closed before it is given back. */
export interface Lease {
  readonly lineUp: LineUp;
  /** Gives it back. */
  done(): void;
}

/** A line-up that could be the next: its heads are open and warm. */
export interface NextLineUp {
  /** The versions that could not be opened, and why. */
  readonly failures: readonly HeadFailure[];
  /** Puts it in place: whoever takes a line-up from now on gets this one. */
  commit(): void;
  /** Closes what was opened for it. */
  abandon(): Promise<void>;
}

export interface HeadFailure {
  readonly head: string;
  readonly version: string;
  readonly error: CodedError;
  /** What it could not do its work as; undefined when it could not be opened. */
  readonly role?: HeadRole['role'];
}

/** Where the heads at work stand. Line-ups change between two batches: a batch keeps the one that it took. */
export interface HeadStand {
  current(): LineUp;
  take(): Lease;
  /** Opens what roles need. One at a time: the one before was put in place or abandoned. */
  prepare(roles: readonly HeadRole[]): Promise<NextLineUp>;
  /** Closes all heads when they are no longer used. */
  close(): Promise<void>;
}

/** @param open opens a version; rejects with a coded error where it cannot be opened. */
export function createHeadStand(open: (head: string, version: string) => Promise<ScoringHead>): HeadStand {
  const opened = new Map<string, ScoringHead>();
  const users = new Map<LineUp, number>();
  const closing = new Set<Promise<void>>();
  let reserved: ReadonlySet<ScoringHead> = new Set();
  let lineUp = createLineUp([], () => undefined);

  function closeUnused(): void {
    const used = new Set([...lineUp.heads, ...reserved, ...[...users.keys()].flatMap(({ heads }) => heads)]);
    for (const [key, head] of opened) {
      if (used.has(head)) continue;
      opened.delete(key);
      const done = head.close().finally(() => closing.delete(done));
      closing.add(done);
    }
  }

  return {
    current: () => lineUp,
    take() {
      const taken = lineUp;
      users.set(taken, (users.get(taken) ?? 0) + 1);
      return {
        lineUp: taken,
        done() {
          const left = (users.get(taken) ?? 0) - 1;
          if (left > 0) users.set(taken, left);
          else users.delete(taken);
          if (left <= 0 && taken !== lineUp) closeUnused();
        },
      };
    },
    async prepare(roles) {
      const failures: HeadFailure[] = [];
      const fresh = new Map<string, ScoringHead>();
      const wanted = new Map(
        roles.flatMap(({ head, version }) =>
          version === null ? [] : [[keyOf(head, version), { head, version }] as const],
        ),
      );
      reserved = new Set([...wanted.keys()].flatMap((key) => opened.get(key) ?? []));
      for (const [key, { head, version }] of wanted) {
        if (opened.has(key)) continue;
        try {
          fresh.set(key, await open(head, version));
        } catch (error) {
          if (!isCodedError(error)) throw error;
          failures.push({ head, version, error });
        }
      }
      return {
        failures,
        commit() {
          for (const [key, head] of fresh) opened.set(key, head);
          lineUp = createLineUp(roles, (head, version) => opened.get(keyOf(head, version)));
          reserved = new Set();
          closeUnused();
        },
        async abandon() {
          reserved = new Set();
          closeUnused();
          await Promise.all([...fresh.values()].map((head) => head.close()));
        },
      };
    },
    async close() {
      lineUp = createLineUp([], () => undefined);
      users.clear();
      closeUnused();
      await Promise.all(closing);
    },
  };
}

function keyOf(head: string, version: string): string {
  return `${head}/${version}`;
}
