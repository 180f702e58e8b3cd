import './picture.css';

import { alertPicturesSchema, type CameraView, pictureAnswerSchema } from '@splitsight/wire';
import { useMay } from '../api/me.ts';
import { useApi, useOutdate, useSend } from '../api/use-api.ts';
import { formatFull } from '../format/format.ts';
import { useLiveMessages } from '../live/use-live.ts';
import { strings } from '../strings/strings.ts';
import { Button } from './button.tsx';
import { ErrorNote } from './error-note.tsx';
import { Picture } from './picture.tsx';
import { PolicyLine } from './policy-line.tsx';

/** The newest picture of a camera, and the button that asks for one where the policy allows it. */
export function CameraPicture({ site, camera }: Pick<CameraView, 'site' | 'camera'>) {
  const root = `/api/v1/cameras/${encodeURIComponent(site)}/${encodeURIComponent(camera)}`;
  const path = `${root}/pictures`;
  const answer = useApi(path, { answer: alertPicturesSchema, query: { limit: 1 } });
  const outdate = useOutdate();
  const may = useMay();
  const ask = useSend({
    request: () => ({
      path: `${root}/snapshot`,
      method: 'POST',
      body: {},
      answer: pictureAnswerSchema,
    }),
    outdates: [path],
  });
  useLiveMessages((message) => {
    if (message.type !== 'picture' || message.picture.state !== 'here') return;
    if (message.picture.site === site && message.picture.camera === camera) outdate([path]);
  });
  const words = strings.pictures;
  const newest = answer.data?.pictures[0];
  const policy = answer.data?.policy;
  return (
    <section className="panel alert-pictures" aria-labelledby="camera-picture-title">
      <h2 id="camera-picture-title">{words.ofCamera}</h2>
      {answer.error && <ErrorNote error={answer.error} onRetry={() => void answer.refetch()} />}
      {newest && <Picture picture={newest} />}
      {answer.data && !newest && <p className="picture-missing">{words.noneYet}</p>}
      {newest?.captured_at && <p className="dim">{formatFull(newest.captured_at)}</p>}
      {ask.error && <ErrorNote error={ask.error} />}
      {policy && (
        <div className="picture-foot">
          <PolicyLine {...policy} />
          {policy.policy === 'on-request' && may('operate') && (
            <Button busy={ask.isPending} onClick={() => ask.mutate(undefined)}>
              {words.request}
            </Button>
          )}
        </div>
      )}
    </section>
  );
}
