import { createStageTimer, createTally, type Millis, type StageTimer } from '@splitsight/kernel';
import type { NodeHealth } from '@splitsight/wire';

/** Why a frame went no further. `link`: there was no connection, or it was too slow. */
export type FrameDrop = 'gaze' | 'busy' | 'model' | 'link';
export const cameraStages = ['motion', 'wait', 'crop', 'infer', 'publish', 'total'] as const;
export type CameraStage = (typeof cameraStages)[number];

/** What a browser's camera counts: for its page, and for its node's health. */
export interface CameraCounts {
  frames: number;
  published: number;
  bytes: number;
  drop(reason: FrameDrop): void;
  time(stage: CameraStage, took: Millis): void;
  dropped(): Readonly<Partial<Record<FrameDrop, number>>>;
  /** Rates and stages since the last call with the same name. */
  take(reader: 'page' | 'health', now: Millis): Rates;
}

export interface Rates {
  readonly fpsIn: number;
  readonly fpsOut: number;
  readonly stages: NodeHealth['stages_ms'];
}

export function createCameraCounts(now: Millis): CameraCounts {
  const tally = createTally<FrameDrop>();
  const fresh = (): Reader => ({ timer: createStageTimer(cameraStages), at: now, frames: 0, published: 0 });
  const readers = { page: fresh(), health: fresh() };
  const counts: CameraCounts = {
    frames: 0,
    published: 0,
    bytes: 0,
    drop: (reason) => tally.add(reason),
    time(stage, took) {
      readers.page.timer.add(stage, took);
      readers.health.timer.add(stage, took);
    },
    dropped: () => tally.totals(),
    take(name, at) {
      const reader = readers[name];
      const seconds = Math.max(0.001, (at - reader.at) / 1000);
      const fpsIn = (counts.frames - reader.frames) / seconds;
      const fpsOut = (counts.published - reader.published) / seconds;
      Object.assign(reader, { at, frames: counts.frames, published: counts.published });
      return { fpsIn, fpsOut, stages: definedOf(reader.timer.take()) };
    },
  };
  return counts;
}

interface Reader {
  readonly timer: StageTimer<CameraStage>;
  at: Millis;
  frames: number;
  published: number;
}

function definedOf(stages: ReturnType<StageTimer<CameraStage>['take']>): NodeHealth['stages_ms'] {
  return Object.fromEntries(Object.entries(stages).flatMap(([name, times]) => (times ? [[name, times]] : [])));
}
