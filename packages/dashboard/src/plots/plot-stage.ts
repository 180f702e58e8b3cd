import { createDrawLoop, type Drawable } from './draw-loop.ts';

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

// One observer of each kind for all plots. A margin draws them just before they scroll into view.
const sight = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      const staged = onStage.get(target);
      if (!staged) continue;
      staged.seen?.(isIntersecting);
      loop.setVisible(staged, isIntersecting);
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
