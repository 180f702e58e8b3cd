import type { HeadView } from '@splitsight/wire';
import { useLayoutEffect, useRef } from 'react';
import { formatScore } from '../../format/format.ts';
import { useStore } from '../../live/use-live.ts';
import { keepDrawn } from '../../plots/plot-stage.ts';

interface ScoreNumberProps {
  readonly cameraKey: string;
  readonly head: Pick<HeadView, 'name' | 'threshold'>;
}

/** A score older than this is no longer the present one. */
const staleAfter = 15_000;
const redrawEvery = 200;

/** The newest score of a head at a camera, written past React: it changes several times a second. */
export function ScoreNumber({ cameraKey, head: { name, threshold } }: ScoreNumberProps) {
  const store = useStore();
  const place = useRef<HTMLSpanElement>(null);
  // Before the first paint: a dash that becomes a number would be laid out twice.
  useLayoutEffect(() => {
    const element = place.current;
    if (!element) return;
    const series = store.scores.series(cameraKey, name);
    let beat = 0;
    const draw = (now: number) => {
      // All numbers change in the same frame, so that the others need neither layout nor paint.
      const present = Math.floor(now / redrawEvery);
      if (present === beat) return false;
      beat = present;
      showScore(element, series.newest, threshold, store.serverNow());
      return false;
    };
    draw(performance.now());
    return keepDrawn({ draw });
  }, [store, cameraKey, name, threshold]);
  return (
    <span ref={place} className="score">
      –
    </span>
  );
}

type Newest = { readonly at: number; readonly score: number } | undefined;

export function showScore(element: HTMLElement, newest: Newest, threshold: number, now: number): void {
  if (!newest) return;
  const text = formatScore(newest.score);
  if (element.textContent !== text) element.textContent = text;
  element.toggleAttribute('data-above', newest.score >= threshold);
  element.toggleAttribute('data-stale', now - newest.at > staleAfter);
}
