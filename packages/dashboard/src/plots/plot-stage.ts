import { createDrawLoop, type Drawable } from './draw-loop.ts';
import { createPace, restAfter } from './pace.ts';

/** A drawable that stands in the page. */
export interface Staged extends Drawable {
  /** The width of its element in CSS pixels has changed. */
  resize(width: number): void;
  /** It has come into sight, or left it. */
  seen?(isSeen: boolean): void;
}

const loop = createDrawLoop({
  requestFrame: requestAnimationFrame,
  cancelFrame: cancelAnimationFrame,
  now: () => performance.now(),
});
const onStage = new WeakMap<Element, Staged>();

function show(staged: Staged, isSeen: boolean): void {
  staged.seen?.(isSeen);
  loop.setVisible(staged, isSeen);
}

// What flies by is not drawn: nobody can read it, and it would hold up the pictures of the flight.
const pace = createPace();
const passing = new Set<Staged>();
let rest: ReturnType<typeof setTimeout> | undefined;

function showPassing(): void {
  clearTimeout(rest);
  for (const staged of passing) show(staged, true);
  passing.clear();
}

function showAtRest(): void {
  clearTimeout(rest);
  rest = setTimeout(showPassing, restAfter);
}

addEventListener(
  'scroll',
  () => {
    const now = performance.now();
    pace.moved(scrollY, now);
    if (passing.size === 0) return;
    if (pace.isFast(now)) showAtRest();
    else showPassing();
  },
  { passive: true },
);

// One observer of each kind for all plots. A margin draws them just before they scroll into view.
const sight = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      const staged = onStage.get(target);
      if (!staged) continue;
      const wasPassing = passing.delete(staged);
      if (isIntersecting && pace.isFast(performance.now())) {
        passing.add(staged);
        showAtRest();
      } else if (isIntersecting || !wasPassing) show(staged, isIntersecting);
    }
  },
  { rootMargin: '80px' },
);
const sizes = new ResizeObserver((entries) => {
  for (const { target, contentRect } of entries) onStage.get(target)?.resize(Math.floor(contentRect.width));
});

/** Has `staged` drawn and sized while `element` can be seen. Returns what ends it. */
export function putOnStage(element: Element, staged: Staged): () => void {
  onStage.set(element, staged);
  loop.add(staged);
  sight.observe(element);
  sizes.observe(element);
  return () => {
    sight.unobserve(element);
    sizes.unobserve(element);
    passing.delete(staged);
    loop.remove(staged);
    onStage.delete(element);
  };
}

/** Has something drawn as long as it is in the page, seen or not: for what costs less than to find out. Returns what ends it. */
export function keepDrawn(drawable: Drawable): () => void {
  loop.add(drawable);
  loop.setVisible(drawable, true);
  return () => loop.remove(drawable);
}
