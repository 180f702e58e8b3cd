import type { Camera } from './camera.ts';

/** A camera that can be switched off, and on again. */
export interface SwitchedCamera extends Camera {
  /** Switches it: off, nothing is pulled from it. Also before the start, and as often as anybody likes. */
  turn(on: boolean): void;
  isOff(): boolean;
}

/** What {@link createSwitchedCamera} tells. */
export interface SwitchListener {
  /** Nothing comes from it any more. */
  onOff(): void;
  /** It is started again after it was off. */
  onOn(): void;
}

type State = 'idle' | 'on' | 'off';

/**
 * Makes a camera that is on until it is switched off.
 *
 * @param create makes the camera of each time that it is on.
 */
export function createSwitchedCamera(create: () => Camera, listener: SwitchListener): SwitchedCamera {
  let camera = create();
  let isWanted = true;
  let isStarted = false;
  let state: State = 'idle';
  /** Starts of the cameras before this one: they tell that there is life in it. */
  let past = 0;
  let work: Promise<void> = Promise.resolve();

  function startAnew(): void {
    past += camera.restarts() + 1;
    camera = create();
    listener.onOn();
  }

  /** Switching takes time, while others may switch again: what is wanted last comes true. */
  async function settle(signal: AbortSignal): Promise<void> {
    const next: State = isStarted ? (isWanted ? 'on' : 'off') : 'idle';
    if (next === state) return;
    const before = state;
    state = next;
    if (before === 'on') await camera.stop();
    if (next === 'off') listener.onOff();
    if (next !== 'on') return;
    if (before === 'off') startAnew();
    await camera.start(signal);
  }

  function settleNext(signal: AbortSignal): Promise<void> {
    work = work.then(() => settle(signal));
    return work;
  }

  // What is started later runs until it is stopped, like what is started at the start.
  const lasting = new AbortController().signal;
  return {
    start(signal) {
      isStarted = true;
      return settleNext(signal);
    },
    stop() {
      isStarted = false;
      return settleNext(lasting);
    },
    turn(on) {
      isWanted = on;
      void settleNext(lasting);
    },
    isOff: () => !isWanted,
    restarts: () => past + camera.restarts(),
    release: (frame) => camera.release(frame),
  };
}
