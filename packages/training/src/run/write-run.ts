import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type AcceptedVariant, acceptingManifest, type Figure, type HeadParts, writeHead } from '@splitsight/inference';
import { isCodedError, messageOf } from '@splitsight/kernel';
import { trainingError } from '../errors.ts';
import { describeRun } from '../report/describe-run.ts';
import { encodeRunFile, type RunFile, runFileName } from './run-file.ts';

/** What is written besides the run itself. */
export interface RunParts {
  /** The folder to make. */
  readonly directory: string;
  /** The folder of its backbone. */
  readonly backbone: string;
  readonly layers: HeadParts['layers'];
  readonly accepted: readonly AcceptedVariant[];
}

/** Writes the folder of a run, whole or not at all. @throws CodedError RUN_WRITE, MODEL_… */
export function writeRun(run: RunFile, parts: RunParts): void {
  const { directory, backbone, layers, accepted } = parts;
  const { parameters, codec, classes, positive, rule, data } = run;
  const { why: _, ...suggested } = rule;
  const temporary = join(dirname(directory), `.run-${run.id}`);
  try {
    mkdirSync(dirname(directory), { recursive: true });
    writeHead(temporary, {
      name: parameters.head,
      backbone,
      codec,
      form: 'root',
      classes,
      positive,
      layers,
      facts: {
        // Two runs of the same items and parameters are two runs all the same.
        version: run.id.slice(0, 12),
        licence: 'Apache-2.0',
        source: 'a training run of splitsight; run.json says on what',
        data: { items: data.items, sha256: data.sha256 },
        figures: figuresOf(run),
        rule: suggested,
      },
    });
    if (accepted.length > 0) {
      for (const [name, text] of acceptingManifest(temporary, accepted)) writeFileSync(join(temporary, name), text);
    }
    writeFileSync(join(temporary, runFileName), encodeRunFile(run));
    writeFileSync(join(temporary, 'README.md'), `# ${parameters.head}\n\n\`\`\`\n${describeRun(run)}\n\`\`\`\n`);
    renameSync(temporary, directory);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    if (isCodedError(error)) throw error;
    throw trainingError('RUN_WRITE', `${directory} (${messageOf(error)})`, error);
  }
}

/** The figures that the head's manifest states. */
function figuresOf({ judgement, classes, positive, split }: RunFile): Figure[] {
  const how =
    split.kind === 'cross-validation'
      ? `cross-validation in ${split.folds} parts`
      : `held out, 1 of ${split.folds} parts`;
  const positives = judgement.classes[positive]?.n ?? 0;
  const taken = judgement.confusion.reduce((sum, row) => sum + (row[positive] ?? 0), 0);
  const round = (value: number) => Math.round(value * 10_000) / 10_000;
  const figure = (name: 'accuracy' | 'precision' | 'recall' | 'f1' | 'fpr' | 'auroc' | 'ece', n: number): Figure => ({
    name,
    value: round(judgement[name].value),
    low: round(judgement[name].low),
    high: round(judgement[name].high),
    n: Math.max(1, n),
    how: `${['accuracy', 'ece', 'auroc'].includes(name) ? 'all items' : classes[positive]}; ${how}, by group`,
  });
  return [
    figure('accuracy', judgement.n),
    figure('precision', taken),
    figure('recall', positives),
    figure('f1', judgement.n),
    figure('fpr', judgement.n - positives),
    figure('auroc', judgement.n),
    figure('ece', judgement.n),
  ];
}
