import { useState } from 'react';
import { call } from '../../api/client.ts';
import { useOutdate } from '../../api/use-api.ts';
import { Button } from '../../components/button.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { FileInput } from '../../components/file-input.tsx';
import { Progress } from '../../components/progress.tsx';
import { strings } from '../../strings/strings.ts';
import { downloadJson } from './download.ts';
import {
  type DataSet,
  type StudioAnswer,
  setPath,
  setsPath,
  studioAnswerSchema,
  studioTasksSchema,
} from './label-api.ts';
import { studioParts, studioTasks } from './studio-parts.ts';

interface ExchangeProps {
  readonly set: DataSet;
}

/** Items out to Label Studio, and its labels in again. */
export function ExchangeTab({ set }: ExchangeProps) {
  return (
    <div className="label-panels">
      <Export set={set} />
      <Import set={set} />
    </div>
  );
}

function Export({ set }: ExchangeProps) {
  const [part, setPart] = useState<number | null>(null);
  const [error, setError] = useState<unknown>(null);
  const words = strings.labels.exchange;
  const run = async () => {
    setPart(0);
    setError(null);
    try {
      const tasks: unknown[] = [];
      for (let after: number | null = 0; after !== null; ) {
        const page: { readonly tasks: readonly unknown[]; readonly next_after: number | null } = await call(
          `${setPath(set.name)}/label-studio`,
          { answer: studioTasksSchema, query: { after, limit: 500 } },
        );
        tasks.push(...page.tasks);
        after = page.next_after;
        setPart(set.items === 0 ? 1 : tasks.length / set.items);
      }
      downloadJson(`${set.name}-label-studio.json`, tasks);
    } catch (failure) {
      setError(failure);
    }
    setPart(null);
  };
  return (
    <section className="panel">
      <h2>{words.exportTitle}</h2>
      <p className="dim">{words.exportHelp}</p>
      {error !== null && <ErrorNote error={error} />}
      <div>
        <Button icon="download" busy={part !== null} disabled={set.items === 0} onClick={() => void run()}>
          {words.export}
        </Button>
      </div>
      {part !== null && <Progress label={words.exporting} part={part} />}
    </section>
  );
}

const mostBytes = 200_000_000;

function Import({ set }: ExchangeProps) {
  const outdate = useOutdate();
  const [part, setPart] = useState<number | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [wrong, setWrong] = useState<string | undefined>(undefined);
  const [done, setDone] = useState<StudioAnswer | null>(null);
  const words = strings.labels.exchange;
  const take = async (file: File) => {
    setDone(null);
    setError(null);
    const tasks = file.size <= mostBytes ? studioTasks(await file.text()) : undefined;
    setWrong(tasks ? undefined : file.size > mostBytes ? words.tooLarge : words.wrongFile);
    if (!tasks) return;
    setPart(0);
    const answers: StudioAnswer[] = [];
    try {
      const parts = studioParts(tasks);
      for (const [index, some] of parts.entries()) {
        const path = `${setPath(set.name)}/label-studio`;
        answers.push(await call(path, { method: 'POST', answer: studioAnswerSchema, body: { tasks: some } }));
        setPart((index + 1) / parts.length);
      }
    } catch (failure) {
      setError(failure);
    }
    setPart(null);
    setDone(sum(answers));
    outdate([setsPath]);
  };
  return (
    <section className="panel">
      <h2>{words.importTitle}</h2>
      <p className="dim">{words.importHelp}</p>
      <FileInput
        label={words.file}
        error={wrong}
        accept=".json,application/json"
        disabled={part !== null}
        onChoose={([file]) => {
          if (file) void take(file);
        }}
      />
      {part !== null && <Progress label={words.importing} part={part} />}
      {error !== null && <ErrorNote error={error} />}
      {done && (
        <div role="status">
          <p>{words.done(done.changed, done.unchanged)}</p>
          <p className="dim">
            {words.left(done.missing.length, done.foreign.length, done.unanswered.length, done.disputed.length)}
          </p>
        </div>
      )}
    </section>
  );
}

function sum(answers: readonly StudioAnswer[]): StudioAnswer {
  return {
    changed: answers.reduce((total, one) => total + one.changed, 0),
    unchanged: answers.reduce((total, one) => total + one.unchanged, 0),
    missing: answers.flatMap((one) => one.missing),
    foreign: answers.flatMap((one) => one.foreign),
    unanswered: answers.flatMap((one) => one.unanswered),
    disputed: answers.flatMap((one) => one.disputed),
  };
}
