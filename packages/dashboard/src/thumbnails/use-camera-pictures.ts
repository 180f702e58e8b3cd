import { latestPicturesSchema, type PicturePolicy, type PictureView, sitePoliciesSchema } from '@splitsight/wire';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useApi, useOutdate } from '../api/use-api.ts';
import { cameraKey } from '../live/score-book.ts';
import { useLiveMessages } from '../live/use-live.ts';

/** What is known of the pictures of all cameras, by the key of the camera. */
export interface CameraPictures {
  readonly newest: ReadonlyMap<string, PictureView>;
  readonly policies: ReadonlyMap<string, PicturePolicy | null>;
}

const paths = { pictures: '/api/v1/pictures', policies: '/api/v1/picture-policies' };
/** Twenty alerts a second bring sixty pictures; the wall takes them up together. */
const takeUpEvery = 500;

/** Two requests for all cameras together; what comes later is told by the live messages. */
export function useCameraPictures(): CameraPictures {
  const latest = useApi(paths.pictures, { answer: latestPicturesSchema });
  const sites = useApi(paths.policies, { answer: sitePoliciesSchema, every: 60_000 });
  const outdate = useOutdate();
  const [come, setCome] = useState<readonly PictureView[]>([]);
  const soon = useRef<PictureView[]>([]);
  useLiveMessages((message) => {
    // After a time without connection.
    if (message.type === 'hello') outdate(Object.values(paths));
    if (message.type === 'picture' && message.picture.state === 'here') soon.current.push(message.picture);
  });
  useEffect(() => {
    const timer = setInterval(() => {
      if (soon.current.length === 0) return;
      const taken = soon.current;
      soon.current = [];
      setCome((before) => [...newestOf([...before, ...taken]).values()]);
    }, takeUpEvery);
    return () => clearInterval(timer);
  }, []);
  const newest = useMemo(() => newestOf([...(latest.data?.pictures ?? []), ...come]), [latest.data, come]);
  const policies = useMemo(
    () =>
      new Map(
        sites.data?.sites.flatMap(({ cameras }) =>
          cameras.map((camera) => [cameraKey(camera), camera.policy] as const),
        ),
      ),
    [sites.data],
  );
  return { newest, policies };
}

function newestOf(pictures: readonly PictureView[]): ReadonlyMap<string, PictureView> {
  const newest = new Map<string, PictureView>();
  for (const picture of pictures) {
    const key = cameraKey(picture);
    if ((newest.get(key)?.captured_at ?? 0) <= (picture.captured_at ?? 0)) newest.set(key, picture);
  }
  return newest;
}
