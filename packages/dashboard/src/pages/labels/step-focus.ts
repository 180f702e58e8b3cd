import type { KeyboardEvent } from 'react';

/** Arrow keys go from the box of one item to that of the next or the one before. */
export function stepFocus(event: KeyboardEvent<HTMLElement>): void {
  const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (by === 0 || !(event.target instanceof HTMLInputElement) || event.target.type !== 'checkbox') return;
  const boxes = [...event.currentTarget.querySelectorAll<HTMLInputElement>('input[type="checkbox"]')];
  const placeOf = (box: HTMLElement) => box.getBoundingClientRect();
  // A virtual list keeps its items in no order: where they stand says which is the next.
  boxes.sort((a, b) => placeOf(a).top - placeOf(b).top || placeOf(a).left - placeOf(b).left);
  const next = boxes[boxes.indexOf(event.target) + by];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
