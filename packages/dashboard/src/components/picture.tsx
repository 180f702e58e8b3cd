import './picture.css';

import type { Box, PictureView } from '@splitsight/wire';
import { useState } from 'react';
import { formatFull } from '../format/format.ts';
import { strings } from '../strings/strings.ts';

interface PictureProps {
  readonly picture: PictureView;
  /** What the alert was raised by, in fractions of the frame; drawn over the picture, never in it. */
  readonly box?: Box | null | undefined;
}

/** A picture as the server has it, or why there is none. */
export function Picture({ picture, box }: PictureProps) {
  const [broken, setBroken] = useState<string | undefined>(undefined);
  const { id, camera, state, reason, captured_at, width, height } = picture;
  const words = strings.pictures;
  if (state !== 'here' || broken === id) {
    const text = state === 'waiting' ? words.waiting : reason ? words.reason[reason] : words.broken;
    return <p className="picture-missing">{text}</p>;
  }
  return (
    <figure className="picture">
      <img
        src={`/api/v1/pictures/${id}`}
        alt={words.alt(camera, captured_at === null ? '' : formatFull(captured_at))}
        width={width ?? undefined}
        height={height ?? undefined}
        decoding="async"
        onError={() => setBroken(id)}
      />
      {box && isPart(box) && (
        <svg viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">
          {['halo', 'line'].map((name) => (
            <rect key={name} className={name} x={box.x} y={box.y} width={box.width} height={box.height} />
          ))}
        </svg>
      )}
    </figure>
  );
}

/** A box around everything says nothing. */
function isPart({ width, height }: Box): boolean {
  return width < 0.999 || height < 0.999;
}
