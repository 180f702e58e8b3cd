import type { DecisionView } from '@splitsight/wire';
import type { Arrival } from '../flow.ts';
import type { LiveDecision } from '../heads/shadows.ts';

/** What pages are shown of the decisions on a frame. */
export function decisionView({ from, message }: Arrival, decided: readonly LiveDecision[]): DecisionView {
  // Four digits draw a line; a float32 in JSON has seventeen.
  const scores = decided.map(({ head, decided: { score } }) => [head.name, Math.round(score * 1e4) / 1e4] as const);
  const { site, camera } = from;
  return { site, camera, captured_at: message.capturedAt, scores: Object.fromEntries(scores) };
}
