import { type Millis, messageOf } from '@splitsight/kernel';
import { nextPace, shares } from './pace.ts';

/** Something that is done in small steps. */
export interface Task {
  readonly name: string;
  /** Does some of it. @returns whether there is more. @throws when the database cannot be written */
  step(rows: number): boolean;
}

/** Does tasks one after the other, with a wait after every step in which frames go on. */
export interface Work {
  /** Begins with these tasks, in place of any that go on. */
  begin(tasks: readonly Task[], isHurried: boolean): void;
  isBusy(): boolean;
  /** Idempotent. */
  stop(): void;
}

export interface WorkOptions {
  /** Called after every step. */
  readonly onStep: (task: string, took: Millis) => void;
  /** Called when a step could not be done; the rest is left for the next time. */
  readonly onFailure: (reason: string) => void;
}

/** How many rows the first step takes. */
const firstRows = 200;

export function createWork({ onStep, onFailure }: WorkOptions): Work {
  const rowsOf = new Map<string, number>();
  let tasks: readonly Task[] = [];
  let share: number = shares.usual;
  let timer: NodeJS.Timeout | undefined;

  function step(): void {
    timer = undefined;
    const [task, ...others] = tasks;
    if (!task) return;
    const rows = rowsOf.get(task.name) ?? firstRows;
    const startedAt = performance.now();
    try {
      if (!task.step(rows)) tasks = others;
    } catch (error) {
      tasks = [];
      onFailure(messageOf(error));
      return;
    }
    const took = performance.now() - startedAt;
    onStep(task.name, took);
    const pace = nextPace(rows, took, share);
    rowsOf.set(task.name, pace.rows);
    if (tasks.length > 0) timer = setTimeout(step, pace.pause);
  }

  return {
    begin(next, isHurried) {
      tasks = next;
      share = isHurried ? shares.hurried : shares.usual;
      timer ??= setTimeout(step, 0);
    },
    isBusy: () => tasks.length > 0,
    stop() {
      tasks = [];
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
