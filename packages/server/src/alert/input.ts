import type { FeatureMessage } from '@splitsight/wire';
import type { Arrival } from '../flow.ts';
import type { AlertInput } from './state.ts';

type Scored = Extract<AlertInput, { kind: 'score' }>;

/** What of an arrival an alert is made of. */
export interface SeenFrame extends Pick<Arrival, 'timing'> {
  readonly message: Pick<FeatureMessage, 'bootId' | 'sequence' | 'capturedAt' | 'fingerprint' | 'regions'>;
}

/** What a frame and its decision say to an alert; undefined when no region counts, which says nothing. */
export function alertInput(
  { message, timing }: SeenFrame,
  decided: Pick<Scored, 'score' | 'scores' | 'box' | 'region'> | null,
): AlertInput | undefined {
  const { capturedAt, fingerprint, regions, bootId, sequence } = message;
  const late = timing === 'late';
  if (decided) return { kind: 'score', capturedAt, late, fingerprint, frame: { bootId, sequence }, ...decided };
  return regions.length === 0 ? { kind: 'unchanged', late } : undefined;
}
