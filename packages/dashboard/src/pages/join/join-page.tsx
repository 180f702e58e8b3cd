import { useRef } from 'react';
import { cameraObstacle } from '../../camera/media.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { Icon } from '../../components/icon.tsx';
import { ModelProgress } from '../../components/model-progress.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { Spinner } from '../../components/progress.tsx';
import { ModelProblem } from '../../inference/problem.ts';
import { useChoices } from '../../inference/use-choices.ts';
import { useStore } from '../../live/use-live.ts';
import { strings } from '../../strings/strings.ts';
import { identityOf } from './identity.ts';
import './join.css';
import { JoinForm } from './join-form.tsx';
import { Running } from './running.tsx';
import { type JoinState, useJoin } from './use-join.ts';

/** Makes this device's camera one of a site's. */
export function JoinPage() {
  const words = strings.join;
  const store = useStore();
  const video = useRef<HTMLVideoElement>(null);
  const { offer, choices, chosen, choose, error, retry } = useChoices();
  const { state, start, stop } = useJoin(video, store);
  const obstacle = cameraObstacle();
  const isIdle = state.phase === 'idle' || state.phase === 'failed';
  return (
    <div className="sheet">
      <PageHead title={strings.nav.join} help={words.help}>
        {!isIdle && (
          <Button icon="stopped" busy={state.phase === 'stopping'} onClick={stop}>
            {words.stop}
          </Button>
        )}
      </PageHead>
      {obstacle && <CameraNote text={words.problems[obstacle]} />}
      {error !== null && <ErrorNote error={error} onRetry={retry} />}
      {offer && !chosen && <EmptyState text={strings.inference.noBackbones} help={strings.inference.noBackbonesHelp} />}
      {!obstacle && offer && chosen && isIdle && (
        <JoinForm
          sites={offer.sites}
          choices={choices}
          chosen={chosen}
          onChoose={choose}
          busy={false}
          onStart={(draft, facing) =>
            start({
              identity: identityOf(draft),
              ...{ facing, choice: chosen, topicPrefix: offer.topic_prefix },
              version: store.live().version ?? '',
            })
          }
        />
      )}
      <Told state={state} onRetry={stop} />
      <div className="join-columns">
        <video
          ref={video}
          className="join-video"
          aria-label={words.preview}
          hidden={state.phase !== 'running' && state.phase !== 'loading'}
          muted
          playsInline
        />
        {state.phase === 'running' && <Running camera={state.camera} />}
      </div>
      {state.phase === 'running' && (
        <>
          <p className="dim">{words.stays}</p>
          <p>
            <a href="/" target="_blank" rel="noopener">
              {words.seeLive}
            </a>
          </p>
        </>
      )}
    </div>
  );
}

/** What happens, or what went wrong. */
function Told({ state, onRetry }: { readonly state: JoinState; readonly onRetry: () => void }) {
  const words = strings.join;
  switch (state.phase) {
    case 'asking':
      return <Spinner label={words.asking} />;
    case 'loading':
      return <ModelProgress received={state.received} total={state.total} />;
    case 'stopping':
      return <Spinner label={words.stopping} />;
    case 'running':
      return state.wasHidden ? <p role="status">{words.hidden}</p> : null;
    case 'failed':
      if (state.problem instanceof ModelProblem) {
        return <ProblemNote code={state.problem.code} detail={state.problem.message} onRetry={onRetry} />;
      }
      return <CameraNote text={words.problems[state.problem.code]} />;
    case 'idle':
      return null;
  }
}

function CameraNote({ text }: { readonly text: string }) {
  return (
    <div className="error-note" role="alert">
      <Icon name="warning" />
      <p>{text}</p>
    </div>
  );
}
