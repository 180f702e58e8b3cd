import { type ChannelKind, type ChannelView, channelKinds, channelsAnswerSchema } from '@splitsight/wire';
import { useState } from 'react';
import { useMay } from '../../api/me.ts';
import { useApi, useOutdate } from '../../api/use-api.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Spinner } from '../../components/progress.tsx';
import { useLiveMessages } from '../../live/use-live.ts';
import { language } from '../../strings/language.ts';
import { strings } from '../../strings/strings.ts';
import { ChannelCard } from './channel-card.tsx';
import { ChannelDialog } from './channel-dialog.tsx';
import { draftOf, newDraft } from './channel-draft.ts';
import { channelsPath } from './channels-path.ts';
import { DeadDialog } from './dead-dialog.tsx';
import { ThisBrowser } from './this-browser.tsx';
import './channels.css';

type Opened =
  | { readonly what: 'new'; readonly kind: ChannelKind }
  | { readonly what: 'edit' | 'dead'; readonly channel: ChannelView };

/** How people and programs are told of alerts; for who may not administer, whether this browser is. */
export function ChannelsPage() {
  const may = useMay();
  const words = strings.channels;
  return (
    <div className="sheet channels">
      <PageHead title={words.title} help={may('administer') ? words.help : undefined} />
      <ThisBrowser />
      {may('administer') && <Channels />}
    </div>
  );
}

function Channels() {
  const { data, error, refetch } = useApi(channelsPath, { answer: channelsAnswerSchema, every: 10_000 });
  const outdate = useOutdate();
  const [opened, setOpened] = useState<Opened | null>(null);
  useLiveMessages((message) => {
    // After a lost connection, what was said meanwhile is not known.
    if (message.type === 'channel' || message.type === 'hello') outdate([channelsPath]);
  });
  const words = strings.channels;
  const close = () => setOpened(null);
  const saved = () => outdate([channelsPath]);
  return (
    <>
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Spinner label={strings.common.loading} />}
      {data?.channels.length === 0 && <EmptyState text={words.none} help={words.noneHelp} />}
      <ul className="channel-list">
        {data?.channels.map((channel) => (
          <ChannelCard
            key={channel.id}
            channel={channel}
            onEdit={() => setOpened({ what: 'edit', channel })}
            onDead={() => setOpened({ what: 'dead', channel })}
          />
        ))}
      </ul>
      <section className="channel-add" aria-labelledby="channel-add">
        <h2 id="channel-add">{words.add}</h2>
        <div>
          {channelKinds.map((kind) => (
            <Button key={kind} icon="plus" onClick={() => setOpened({ what: 'new', kind })}>
              {words.kinds[kind]}
            </Button>
          ))}
        </div>
      </section>
      {opened?.what === 'new' && (
        <ChannelDialog channel={undefined} began={began(opened.kind)} onSaved={saved} onClose={close} />
      )}
      {opened?.what === 'edit' && (
        <ChannelDialog channel={opened.channel} began={draftOf(opened.channel)} onSaved={saved} onClose={close} />
      )}
      {opened?.what === 'dead' && <DeadDialog channel={opened.channel} onClose={close} />}
    </>
  );
}

function began(kind: ChannelKind) {
  return newDraft(kind, { timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone, language: language() });
}
