import type { Millis } from '@splitsight/kernel';

/** Something that is drawn again and again while it can be seen. */
export interface Drawable {
  /** Draws if what it shows has changed, and says whether it did. */
  draw(now: Millis): boolean;
}

export interface DrawLoop {
  add(drawable: Drawable): void;
  /** Only what is visible is drawn. */
  setVisible(drawable: Drawable, visible: boolean): void;
  remove(drawable: Drawable): void;
}

export interface DrawLoopDeps {
  readonly requestFrame: (callback: () => void) => number;
  readonly cancelFrame: (frame: number) => void;
  readonly now: () => Millis;
}

/** Drawing takes at most about this much of a frame; the rest waits for the next one. */
const budget: Millis = 4;

/** Draws everything from one animation frame callback, which exists only while something is visible. */
export function createDrawLoop({ requestFrame, cancelFrame, now }: DrawLoopDeps): DrawLoop {
  const hidden = new Set<Drawable>();
  const visible = new Set<Drawable>();
  let frame: number | undefined;

  const step = () => {
    const begun = now();
    for (const drawable of [...visible]) {
      if (!drawable.draw(begun)) continue;
      // To the end of the line, so that nothing starves when the budget is short.
      visible.delete(drawable);
      visible.add(drawable);
      if (now() - begun >= budget) break;
    }
    frame = requestFrame(step);
  };
  const settle = () => {
    if (visible.size > 0) frame ??= requestFrame(step);
    else if (frame !== undefined) {
      cancelFrame(frame);
      frame = undefined;
    }
  };

  return {
    add(drawable) {
      hidden.add(drawable);
    },
    setVisible(drawable, isVisible) {
      const [from, to] = isVisible ? [hidden, visible] : [visible, hidden];
      if (from.delete(drawable)) to.add(drawable);
      settle();
    },
    remove(drawable) {
      hidden.delete(drawable);
      visible.delete(drawable);
      settle();
    },
  };
}
