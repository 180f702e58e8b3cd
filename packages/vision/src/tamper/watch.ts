import type { Millis } from '@splitsight/kernel';
import type { Frame } from '../frame.ts';
import type { LumaPlane } from '../luma-plane.ts';
import { createSceneWatch, type SceneWatch } from './scene-watch.ts';
import { type LieKind, lieKinds, type TamperSettings } from './settings.ts';
import { createStillness, isFrozen } from './stillness.ts';
import { freshVerdict, stepVerdict, type Verdict, type VerdictRule, verdictOf } from './verdict.ts';

/** Watches whether the pictures of one camera show what it was put up to show. */
export interface TamperWatch {
  /**
   * Takes the next picture with its brightness as the gaze has it.
   *
   * @returns what is wrong, and since when; undefined while nothing is, and as long as it is not known.
   */
  step(frame: Frame, plane: Pick<LumaPlane, 'columns' | 'rows' | 'values'>): Verdict | undefined;
}

/** Edges and sharpness are judged this often: what is looked for lasts. */
const judgeEvery: Millis = 500;
/** Pictures are averaged over about this time: it takes out noise, and whoever walks by. */
const smoothTime: Millis = 1_000;

/**
 * Makes the watch of a camera from its configuration.
 *
 * It knows the camera by what it has seen since it was made: a view that was wrong from the first picture is the right
 * one to it, unless it shows nothing at all. Deterministic: times come from the pictures, so a replay judges as the live
 * camera did.
 */
export function createTamperWatch(settings: TamperSettings): TamperWatch {
  const rule: VerdictRule = {
    confirm: {
      frozen: 0,
      covered: 1000 * settings.covered_s,
      moved: 1000 * settings.moved_s,
      defocused: 1000 * settings.defocused_s,
    },
    clear: 1000 * settings.clear_s,
  };
  const wanted = new Set<LieKind>(settings.kinds);
  let parts: Parts | undefined;
  let state = freshVerdict;
  return {
    step(frame, plane) {
      if (wanted.size === 0) return undefined;
      if (parts?.width !== frame.width || parts.height !== frame.height) {
        parts = openParts(frame, plane, settings);
        state = freshVerdict;
      }
      const at = frame.capturedAt;
      const still = parts.stillness.step(plane, at);
      smoothe(parts, plane.values, at);
      if (at >= parts.judgedAt && at - parts.judgedAt < judgeEvery) return parts.verdict;
      parts.judgedAt = at;
      // Nothing else is to be said of a picture that is not of now.
      const frozen = isFrozen(still, 1000 * settings.frozen_s);
      const seen = frozen ? {} : parts.scene.judge(frame, parts.smooth, verdictOf(state)?.lie);
      const evidence = { frozen, ...seen };
      const counted = Object.fromEntries(lieKinds.map((kind) => [kind, wanted.has(kind) ? evidence[kind] : undefined]));
      state = stepVerdict(state, counted, at, rule);
      const verdict = verdictOf(state);
      if (verdict?.lie === 'frozen' && frozen) parts.frozenSince = still.since;
      parts.verdict = verdict?.lie === 'frozen' ? { ...verdict, since: parts.frozenSince } : verdict;
      return parts.verdict;
    },
  };
}

interface Parts {
  readonly width: number;
  readonly height: number;
  readonly stillness: ReturnType<typeof createStillness>;
  readonly scene: SceneWatch;
  readonly smooth: Float32Array;
  at: Millis;
  judgedAt: Millis;
  frozenSince: Millis;
  verdict: Verdict | undefined;
}

function openParts(
  { width, height, capturedAt }: Frame,
  plane: Pick<LumaPlane, 'columns' | 'rows' | 'values'>,
  settings: TamperSettings,
): Parts {
  return {
    ...{ width, height, at: capturedAt, judgedAt: Number.NEGATIVE_INFINITY, frozenSince: capturedAt },
    stillness: createStillness(plane.values.length, 1000 * settings.frozen_s),
    scene: createSceneWatch(plane, settings),
    smooth: plane.values.slice(),
    verdict: undefined,
  };
}

function smoothe(parts: Parts, values: Float32Array, at: Millis): void {
  const passed = Math.max(0, at - parts.at);
  const rate = 1 - Math.exp(-passed / smoothTime);
  parts.at = at;
  const { smooth } = parts;
  for (let i = 0; i < smooth.length; i++) {
    const before = smooth[i] as number;
    smooth[i] = before + rate * ((values[i] as number) - before);
  }
}
