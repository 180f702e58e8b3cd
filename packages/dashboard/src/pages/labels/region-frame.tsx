import type { Box, RegionKind } from '@splitsight/wire';
import { strings } from '../../strings/strings.ts';

interface RegionFrameProps {
  readonly region: RegionKind;
  readonly box: Box;
}

/** Where in the frame something was: a box on a blank frame, since no picture is kept. */
export function RegionFrame({ region, box }: RegionFrameProps) {
  const { x, y, width, height } = box;
  return (
    <svg className="region-frame" viewBox="0 0 16 9" role="img" aria-label={placeOf({ region, box })}>
      <rect x={16 * x} y={9 * y} width={16 * width} height={9 * height} />
    </svg>
  );
}

/** The same in words. */
function placeOf({ region, box }: RegionFrameProps): string {
  const words = strings.labels;
  const isWhole = box.width > 0.999 && box.height > 0.999;
  const share = (part: number) => Math.round(100 * part);
  const name = words.region[region];
  return isWhole ? name : words.place(name, share(box.x), share(box.y), share(box.width), share(box.height));
}
