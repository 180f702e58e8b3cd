import { pushAnswerSchema } from '@splitsight/wire';
import { useEffect, useState } from 'react';
import { call } from '../../api/client.ts';
import { useApi, useOutdate } from '../../api/use-api.ts';
import { Button } from '../../components/button.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { strings } from '../../strings/strings.ts';
import { canPush, presentSubscription, subscribe, unsubscribe } from './push-subscription.ts';

const path = '/api/v1/push';

/** Web push, on or off for this browser. */
export function ThisBrowser() {
  const { data } = useApi(path, { answer: pushAnswerSchema });
  const outdate = useOutdate();
  const [endpoint, setEndpoint] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  useEffect(() => {
    presentSubscription().then((found) => setEndpoint(found?.endpoint ?? null), setFailure);
  }, []);
  const words = strings.channels.browser;
  if (!canPush()) return <p className="dim">{words.cannot}</p>;
  const isOn = endpoint !== null && data?.subscriptions.some((one) => one.endpoint === endpoint) === true;

  const turn = async () => {
    if (!data) return;
    setBusy(true);
    setFailure(undefined);
    try {
      if (isOn) {
        await call(`${path}/unsubscribe`, { method: 'POST', answer: pushAnswerSchema, body: { endpoint } });
        await unsubscribe();
        setEndpoint(null);
      } else {
        const subscription = await subscribe(data.key);
        await call(`${path}/subscribe`, { method: 'POST', answer: pushAnswerSchema, body: subscription });
        setEndpoint(subscription.endpoint);
      }
      outdate([path]);
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };

  return (
    <section className="panel channel-browser" aria-labelledby="channel-browser">
      <h2 id="channel-browser">{words.title}</h2>
      <p className="dim">{isOn ? words.on : words.off}</p>
      {data?.channels === 0 && <p className="dim">{words.noChannel}</p>}
      {failure !== undefined && <ErrorNote error={failure} />}
      <Button kind={isOn ? 'plain' : 'main'} busy={busy} disabled={!data} onClick={() => void turn()}>
        {isOn ? words.turnOff : words.turnOn}
      </Button>
    </section>
  );
}
