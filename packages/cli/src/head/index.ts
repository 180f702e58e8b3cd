import { type PrecisionName, precisionNames } from '@splitsight/wire';
import { type Command, Option } from 'commander';
import { registerAccept } from './accept.ts';
import { registerBacktest } from './backtest.ts';
import { registerDataset } from './dataset/index.ts';
import { evaluateHead } from './evaluate.ts';
import { registerLabel } from './label/index.ts';
import { registerMonitor } from './monitor.ts';
import { registerRecompute } from './recompute.ts';
import { createUnreadableLog, describeFigures, figuresLine } from './report.ts';
import { registerRuns } from './runs.ts';
import { registerShadowReport } from './shadow-report.ts';
import { withThreads } from './thread-options.ts';
import { registerTrain } from './train.ts';
import { registerVersions } from './versions.ts';

interface EvaluateFlags {
  readonly head: string;
  readonly images: string;
  readonly backbone?: string;
  readonly variant: PrecisionName;
  readonly threads: number;
  readonly json?: true;
}

/** Adds `splitsight head …` to the program. */
export function registerHead(program: Command, signal: AbortSignal): void {
  const head = program.command('head').description('train, evaluate and roll out heads');

  registerTrain(head, signal);
  registerAccept(head, signal);
  registerDataset(head, signal);
  registerLabel(head, signal);
  registerVersions(head, signal);
  registerRuns(head, signal);
  registerMonitor(head, signal);
  registerBacktest(head, signal);
  registerShadowReport(head, signal);
  registerRecompute(head, signal);

  withThreads(head.command('evaluate'))
    .description('score pictures with a head and measure the answers')
    .requiredOption('--head <name>', 'the name of a head in the models folder, or its folder')
    .requiredOption('--images <dir>', 'the pictures: DIR/<class>/*.jpg')
    .option('--backbone <dir>', 'the folder of its backbone; found among the models unless told')
    .addOption(new Option('--variant <name>', 'of the backbone').choices(precisionNames).default('float32'))
    .action((flags: EvaluateFlags) => evaluate(flags, signal));
}

async function evaluate(flags: EvaluateFlags, signal: AbortSignal): Promise<void> {
  const unreadable = createUnreadableLog();
  const { head, figures } = await evaluateHead({ ...flags, signal, onUnreadable: unreadable.log });
  if (!flags.json) process.stdout.write(`${head}\n${describeFigures(figures)}\n`);
  print({ head, ...figuresLine(figures), unreadable: unreadable.count() });
}

function print(report: object): void {
  process.stdout.write(`${JSON.stringify(report)}\n`);
}
