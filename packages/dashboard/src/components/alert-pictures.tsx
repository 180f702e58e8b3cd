import './picture.css';

import { type Alert, alertPicturesSchema, type PictureView, pictureAnswerSchema } from '@splitsight/wire';
import { useState } from 'react';
import { useMay } from '../api/me.ts';
import { useApi, useOutdate, useSend } from '../api/use-api.ts';
import { formatRate } from '../format/format.ts';
import { useLiveMessages } from '../live/use-live.ts';
import { strings } from '../strings/strings.ts';
import { Button } from './button.tsx';
import { ErrorNote } from './error-note.tsx';
import { Picture } from './picture.tsx';
import { PolicyLine } from './policy-line.tsx';

interface AlertPicturesProps {
  readonly alert: Pick<Alert, 'id' | 'box'>;
}

/** The pictures of an alert: the frame with its box, what was before and after it, and which policy applies. */
export function AlertPictures({ alert }: AlertPicturesProps) {
  const path = `/api/v1/alerts/${encodeURIComponent(alert.id)}/pictures`;
  const answer = useApi(path, { answer: alertPicturesSchema });
  const outdate = useOutdate();
  const may = useMay();
  const [chosen, setChosen] = useState(0);
  const again = useSend({
    request: () => ({ path, method: 'POST', body: {}, answer: pictureAnswerSchema }),
    outdates: [path],
  });
  useLiveMessages((message) => {
    if (message.type === 'picture' && message.picture.alert === alert.id) outdate([path]);
  });
  const words = strings.pictures;
  if (answer.error) return <ErrorNote error={answer.error} onRetry={() => void answer.refetch()} />;
  if (!answer.data) return null;
  const { pictures, policy } = answer.data;
  const shown = pictures.find(({ offset_ms }) => offset_ms === chosen) ?? pictures[0];
  const isLacking = pictures.length === 0 || pictures.some(({ state }) => state === 'none');
  const mayAsk = isLacking && may('operate') && policy.policy !== 'never' && policy.policy !== null;
  return (
    <section className="alert-pictures" aria-label={words.ofAlert}>
      {shown ? (
        // The things were where the box is at the very moment of the frame.
        <Picture picture={shown} box={shown.offset_ms === 0 ? alert.box : null} />
      ) : (
        <p className="picture-missing">{words.none}</p>
      )}
      <div className="picture-strip">
        {pictures.length > 1 && <Moments pictures={pictures} chosen={chosen} onChoose={setChosen} />}
        {mayAsk && (
          <Button kind="quiet" busy={again.isPending} onClick={() => again.mutate(undefined)}>
            {words.again}
          </Button>
        )}
      </div>
      {again.error && <ErrorNote error={again.error} />}
      <p className="picture-foot">
        <PolicyLine {...policy} />
      </p>
    </section>
  );
}

interface MomentsProps {
  readonly pictures: readonly PictureView[];
  readonly chosen: number;
  readonly onChoose: (offset: number) => void;
}

function Moments({ pictures, chosen, onChoose }: MomentsProps) {
  const words = strings.pictures;
  const nameOf = (offset: number) =>
    offset === 0 ? words.frame : words.offset(`${offset > 0 ? '+' : '−'}${formatRate(Math.abs(offset) / 1000)}`);
  return (
    <fieldset className="segments">
      <legend className="unseen">{words.ofAlert}</legend>
      {pictures.map(({ id, offset_ms }) => (
        <button
          key={id}
          type="button"
          aria-pressed={(offset_ms ?? 0) === chosen}
          onClick={() => onChoose(offset_ms ?? 0)}
        >
          {nameOf(offset_ms ?? 0)}
        </button>
      ))}
    </fieldset>
  );
}
