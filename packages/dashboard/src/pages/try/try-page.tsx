import { useState } from 'react';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { ModelProgress } from '../../components/model-progress.tsx';
import { ModelSelect } from '../../components/model-select.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { Spinner } from '../../components/progress.tsx';
import { formatMillis } from '../../format/format.ts';
import type { Judgement } from '../../inference/messages.ts';
import { useChoices } from '../../inference/use-choices.ts';
import { strings } from '../../strings/strings.ts';
import { HeadResult } from './head-result.tsx';
import { PictureDrop } from './picture-drop.tsx';
import { Preview } from './preview.tsx';
import './try.css';
import { type Picked, useJudge } from './use-judge.ts';

/** What the heads see in a picture of the user's own, found out in this browser. */
export function TryPage() {
  const { offer, choices, chosen, choose, error, retry } = useChoices();
  const [picked, setPicked] = useState<Picked>();
  const [attempt, setAttempt] = useState(0);
  const state = useJudge(chosen, picked, attempt);
  const words = strings.tryPicture;
  const done = state.phase === 'done' ? state : undefined;
  return (
    <div className="sheet">
      <PageHead title={strings.nav.try} help={words.help} />
      {error !== null && <ErrorNote error={error} onRetry={retry} />}
      {offer && !chosen && <EmptyState text={strings.inference.noBackbones} help={strings.inference.noBackbonesHelp} />}
      {!offer && error === null && <Spinner label={strings.common.loading} />}
      {chosen && (
        <div className="try-columns">
          <div className="try-side">
            <PictureDrop onPick={setPicked} hasPicture={done !== undefined}>
              {done && <Preview bitmap={done.judgement.preview} label={words.preview(done.picked.name)} />}
            </PictureDrop>
            <ModelSelect choices={choices} chosen={chosen} onChoose={choose} />
          </div>
          <section className="try-side" aria-label={words.results} aria-live="polite" aria-busy={isBusy(state.phase)}>
            {state.phase === 'loading' && <ModelProgress received={state.received} total={state.total} />}
            {state.phase === 'looking' && <Spinner label={words.looking} />}
            {state.phase === 'failed' && (
              <ProblemNote code={state.code} detail={state.detail} onRetry={() => setAttempt(attempt + 1)} />
            )}
            {done && <Results judgement={done.judgement} />}
          </section>
        </div>
      )}
    </div>
  );
}

const isBusy = (phase: string) => phase === 'loading' || phase === 'looking';

function Results({ judgement }: { readonly judgement: Judgement }) {
  const words = strings.tryPicture;
  const { heads, took, width, height } = judgement;
  const times = [
    [words.decode, took.decode],
    [words.cut, took.cut],
    [words.backbone, took.backbone],
    [words.heads, took.heads],
  ] as const;
  return (
    <>
      {heads.length === 0 && <EmptyState text={words.noHeads} />}
      {heads.map((one) => (
        <HeadResult key={`${one.head.name} ${one.head.version}`} {...one} />
      ))}
      <dl className="try-times" aria-label={words.times}>
        {times.map(([name, time]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{formatMillis(time)}</dd>
          </div>
        ))}
      </dl>
      <p className="dim">{words.size(width, height)}</p>
    </>
  );
}
