import { formatPercent } from '../../format/format.ts';
import type { Measured } from './head-api.ts';

/** The 95 % interval of a figure. */
export function intervalOf({ low, high }: Measured): string {
  return `${formatPercent(low)} – ${formatPercent(high)}`;
}
