import { type Alert, snoozeAnswerSchema, snoozesAnswerSchema } from '@splitsight/wire';
import { useState } from 'react';
import { z } from 'zod';
import { useApi, useSend } from '../../api/use-api.ts';
import { Button } from '../../components/button.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { Select } from '../../components/inputs.tsx';
import { formatFull } from '../../format/format.ts';
import { useLiveMessages, useStore } from '../../live/use-live.ts';
import { strings } from '../../strings/strings.ts';

const path = '/api/v1/snoozes';
const minute = 60_000;
const spans = ['15', '60', '480', '1440'] as const;

/** Has the camera or the rule of an alert raise nothing for a while; what is held back is counted, and told here. */
export function SnoozePanel({ alert }: { readonly alert: Alert }) {
  const store = useStore();
  const { data, refetch } = useApi(path, { answer: snoozesAnswerSchema });
  const [span, setSpan] = useState<(typeof spans)[number]>('60');
  useLiveMessages(({ type }) => {
    if (type === 'rules') void refetch();
  });
  const words = strings.review.snooze;
  const start = useSend({
    request: (target: object) => ({ path, method: 'POST' as const, answer: snoozeAnswerSchema, body: target }),
    outdates: [path],
  });
  const end = useSend({
    request: (id: number) => ({ path: `${path}/${id}`, method: 'DELETE' as const, answer: z.unknown() }),
    outdates: [path],
  });
  const until = () => Math.round(store.serverNow() + Number(span) * minute);
  const { site, camera, rule } = alert;
  const here = (data?.snoozes ?? []).filter(
    (one) =>
      (one.site === null || one.site === site) &&
      (one.camera === null || one.camera === camera) &&
      (one.rule === null || one.rule === rule),
  );
  const failure = start.error ?? end.error;
  return (
    <section className="review-snooze" aria-label={words.title}>
      <h3>{words.title}</h3>
      {here.map((one) => (
        <p key={one.id}>
          {words.until(one.camera ?? one.rule ?? one.site ?? '', formatFull(one.until), one.by)}{' '}
          <Button kind="quiet" busy={end.isPending} onClick={() => end.mutate(one.id)}>
            {words.end}
          </Button>
        </p>
      ))}
      <div className="review-buttons">
        <Select
          label={words.span}
          value={span}
          options={spans.map((value) => ({ value, label: words.spans[value] }))}
          onChange={setSpan}
        />
        <Button busy={start.isPending} onClick={() => start.mutate({ site, camera, until: until() })}>
          {words.camera}
        </Button>
        {rule !== null && (
          <Button busy={start.isPending} onClick={() => start.mutate({ rule, until: until() })}>
            {words.rule}
          </Button>
        )}
      </div>
      {failure && <ErrorNote error={failure} />}
    </section>
  );
}
