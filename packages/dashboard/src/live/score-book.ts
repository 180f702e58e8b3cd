import type { DecisionView } from '@splitsight/wire';
import { createScoreSeries, type ScoreSeries } from './score-series.ts';

/** The score series of every camera and head. They change many times a second, so they live outside React's state. */
export interface ScoreBook {
  /** The series of a head at a camera; empty until something is scored. */
  series(camera: string, head: string): ScoreSeries;
  /** Files the scores of cameras in `cameras`; the rest is passed over. */
  add(items: readonly DecisionView[], cameras: ReadonlyMap<string, unknown>): void;
  /** Forgets cameras that are not in `cameras`. */
  keepOnly(cameras: ReadonlyMap<string, unknown>): void;
}

/** Heads of one camera that are kept; a server with more shows the first. */
export const maxHeadsPerCamera = 64;

/** A camera's key on this page: ids are unique within their site only. */
export function cameraKey(of: { readonly site: string; readonly camera: string }): string {
  return `${of.site}/${of.camera}`;
}

export function createScoreBook(): ScoreBook {
  const book = new Map<string, Map<string, ScoreSeries>>();

  const series = (camera: string, head: string): ScoreSeries => {
    let heads = book.get(camera);
    if (!heads) {
      heads = new Map();
      book.set(camera, heads);
    }
    let found = heads.get(head);
    if (!found) {
      found = createScoreSeries();
      if (heads.size < maxHeadsPerCamera) heads.set(head, found);
    }
    return found;
  };

  return {
    series,
    add(items, cameras) {
      for (const item of items) {
        const key = cameraKey(item);
        if (!cameras.has(key)) continue;
        for (const [head, score] of Object.entries(item.scores)) series(key, head).push(item.captured_at, score);
      }
    },
    keepOnly(cameras) {
      for (const key of book.keys()) if (!cameras.has(key)) book.delete(key);
    },
  };
}
