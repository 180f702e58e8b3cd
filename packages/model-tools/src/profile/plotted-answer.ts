import type { Answer, CandidatePlan } from './answer.ts';
import type { Plot } from './plot.ts';

/** Turns an answer into what {@link renderPlot} draws: one row a candidate. */
export function plotOf(answer: Answer, title: string, notes: readonly string[]): Plot {
  const { plans, best, question } = answer;
  return {
    title,
    notes,
    limitMs: limitOf(answer),
    capacityBytes: question.bitsPerSecond / 8 / question.framesPerSecond,
    rows: plans.map((plan) => ({
      label: plan.share.label,
      edgeMs: plan.share.edgeMs,
      transferMs: plan.transferMs,
      serverMs: plan.share.serverMs,
      bytes: plan.wireBytes,
      fits: plan.misses.length === 0,
      best: plan === best,
    })),
  };
}

/** Nobody wants what is slower than sending the picture as it is, or than all at the edge: bars end a little beyond. */
function limitOf({ plans, picture, edge, nearest }: Answer): number {
  const total = (plan: CandidatePlan | undefined) => plan?.totalMs ?? 0;
  const most = Math.max(...plans.map(total));
  return Math.min(most, 1.15 * Math.max(total(picture), total(edge), total(nearest)));
}
