/** A canvas and what draws on it. */
export interface Surface {
  readonly canvas: HTMLCanvasElement;
  readonly context: CanvasRenderingContext2D;
}

/** Enough for a screen full of plots; the rest is left to the browser. */
const most = 96;
const idle: Surface[] = [];

/** A canvas for a plot: making one takes longer than drawing on it, so that those of plots scrolled away are used again. */
export function takeSurface(): Surface {
  const used = idle.pop();
  if (used) return used;
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  if (!context) throw new Error('this browser has no canvas');
  return { canvas, context };
}

/** Takes a canvas back: out of the page, and empty. */
export function returnSurface(surface: Surface): void {
  surface.canvas.remove();
  surface.context.clearRect(0, 0, surface.canvas.width, surface.canvas.height);
  if (idle.length < most) idle.push(surface);
}
