import type { Millis } from '@splitsight/kernel';
import { describeBytes } from './list-options.ts';

/** Where progress is shown: a terminal redraws its line, anything else gets a line for every tenth. */
export interface ProgressScreen {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Shows how far a download is. */
export interface Progress {
  show(received: number, total: number): void;
  /** A line of its own. */
  say(line: string): void;
  /** Leaves the line that was redrawn. */
  end(): void;
}

/** A terminal is redrawn no more often than this. */
const redrawEvery: Millis = 100;

/** Makes the progress of one download; `now` is a clock that only goes forward. */
export function createProgress(name: string, screen: ProgressScreen, now: () => Millis): Progress {
  let begun: { readonly at: Millis; readonly bytes: number } | undefined;
  let shown = { at: -Infinity, tenth: -1, bytes: -1 };
  let drawn = false;
  const end = () => {
    if (drawn) screen.write('\n');
    drawn = false;
  };
  return {
    show(received, total) {
      const at = now();
      begun ??= { at, bytes: received };
      const tenth = Math.floor((10 * received) / total);
      const due = screen.isTTY ? at - shown.at >= redrawEvery || received === total : tenth > shown.tenth;
      // A download that began again counts its tenths again.
      if (!due && received >= shown.bytes) return;
      shown = { at, tenth, bytes: received };
      const line = `${name}: ${Math.floor((100 * received) / total)} % of ${describeBytes(total)}${describeSpeed(begun, at, received, total)}`;
      screen.write(screen.isTTY ? `\r${line}\u001b[K` : `${line}\n`);
      drawn = screen.isTTY === true;
    },
    say(line) {
      end();
      screen.write(`${name}: ${line}\n`);
    },
    end,
  };
}

function describeSpeed(
  begun: { readonly at: Millis; readonly bytes: number },
  at: Millis,
  received: number,
  total: number,
): string {
  const seconds = (at - begun.at) / 1000;
  const speed = (received - begun.bytes) / seconds;
  if (!(seconds >= 1) || !(speed > 0)) return '';
  return `, ${describeBytes(speed)}/s, ${Math.ceil((total - received) / speed)} s left`;
}
