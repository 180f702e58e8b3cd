import './thumbnail.css';

import type { PicturePolicy, PictureView } from '@splitsight/wire';
import { useEffect, useState } from 'react';
import { Icon } from '../components/icon.tsx';
import { formatAge, formatFull } from '../format/format.ts';
import { useServerSecond } from '../live/use-live.ts';
import { strings } from '../strings/strings.ts';
import { createThumbnailShelf } from './shelf.ts';
import { loadSmallPicture } from './small-picture.ts';

/** About six kilobytes each. */
const shelf = createThumbnailShelf({ load: loadSmallPicture, atOnce: 4, most: 500 });

interface ThumbnailProps {
  readonly camera: string;
  readonly picture: PictureView | undefined;
  /** What the site gives; null or undefined while that is not known. */
  readonly policy: PicturePolicy | null | undefined;
}

/** The newest picture of a camera, small, with its age; or why there is none. */
export function Thumbnail({ camera, picture, policy }: ThumbnailProps) {
  const words = strings.pictures;
  const isOff = policy === 'never';
  const address = useSmallPicture(isOff ? undefined : picture?.id);
  if (isOff) {
    return (
      <p className="thumbnail" title={words.policyHelp.never}>
        {words.off}
      </p>
    );
  }
  const taken = picture?.captured_at ?? null;
  if (address === undefined || taken === null) {
    return (
      <p className="thumbnail" title={words.noneYet}>
        <Icon name="pictures" />
        <span className="unseen">{words.noneYet}</span>
      </p>
    );
  }
  return (
    <p className="thumbnail" title={formatFull(taken)}>
      <img src={address} alt={words.alt(camera, formatFull(taken))} width={96} height={54} decoding="async" />
      <Age of={taken} />
    </p>
  );
}

function Age({ of }: { readonly of: number }) {
  const now = useServerSecond();
  return <span aria-hidden="true">{formatAge(Math.max(0, now - of))}</span>;
}

function useSmallPicture(id: string | undefined): string | undefined {
  const [shown, setShown] = useState<{ readonly id: string; readonly address: string } | undefined>(undefined);
  const here = id === undefined ? undefined : shelf.peek(id);
  useEffect(() => {
    if (id === undefined || here !== undefined) return;
    return shelf.want(id, (address) => setShown({ id, address }));
  }, [id, here]);
  if (id === undefined) return undefined;
  // The one before stays until the next is here.
  return here ?? shown?.address;
}
