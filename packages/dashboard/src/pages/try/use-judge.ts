import { useEffect, useRef, useState } from 'react';
import type { ModelChoice } from '../../inference/choice.ts';
import type { Judgement } from '../../inference/messages.ts';
import { type Models, openModels } from '../../inference/models.ts';
import { ModelProblem, type ProblemCode } from '../../inference/problem.ts';

/** A picture and what it is called. */
export interface Picked {
  readonly file: Blob;
  readonly name: string;
}

export type TryState =
  | { readonly phase: 'empty' }
  | { readonly phase: 'loading'; readonly received: number; readonly total: number }
  | { readonly phase: 'looking' }
  | { readonly phase: 'done'; readonly picked: Picked; readonly judgement: Judgement }
  | { readonly phase: 'failed'; readonly code: ProblemCode; readonly detail: string };

interface OpenModels {
  readonly choice: ModelChoice;
  readonly models: Promise<Models>;
}

/** Runs a picture through the chosen models, which are loaded when there is a first picture and freed with the page. */
export function useJudge(choice: ModelChoice | undefined, picked: Picked | undefined, attempt: number): TryState {
  const [state, setState] = useState<TryState>({ phase: 'empty' });
  const open = useRef<OpenModels | undefined>(undefined);

  useEffect(() => () => release(open), []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt runs it again
  useEffect(() => {
    if (!choice || !picked) return;
    let isWanted = true;
    const show = (next: TryState) => isWanted && setState(next);
    const judge = async () => {
      let mine: OpenModels | undefined;
      try {
        if (open.current?.choice !== choice) {
          release(open);
          const onProgress = (received: number, total: number) => show({ phase: 'loading', received, total });
          open.current = { choice, models: openModels(choice, { withHeads: true, onProgress }) };
          show({ phase: 'loading', received: 0, total: 0 });
        }
        mine = open.current;
        const models = await mine.models;
        if (!isWanted) return;
        show({ phase: 'looking' });
        show({ phase: 'done', picked, judgement: await models.judge(picked.file) });
      } catch (error) {
        const problem = error instanceof ModelProblem ? error : new ModelProblem('run', String(error));
        // What did not load is loaded again at the next attempt.
        if ((problem.code === 'download' || problem.code === 'load') && open.current === mine) release(open);
        show({ phase: 'failed', code: problem.code, detail: problem.message });
      }
    };
    void judge();
    return () => {
      isWanted = false;
    };
  }, [choice, picked, attempt]);

  return state;
}

function release(open: { current: OpenModels | undefined }): void {
  void open.current?.models.then(
    (models) => models.close(),
    () => undefined,
  );
  open.current = undefined;
}
