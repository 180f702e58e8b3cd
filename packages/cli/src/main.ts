import { runMain } from '@splitsight/kernel/node';
import { Command } from 'commander';
import { registerBench } from './bench/index.ts';
import { registerDemo } from './demo/index.ts';
import { registerHead } from './head/index.ts';
import { registerModels } from './models/index.ts';
import { registerReplay } from './replay/index.ts';

await runMain(async (signal) => {
  const program = new Command('splitsight')
    .description('Models, heads, replay, measurements and the demo of SplitSight.')
    .showHelpAfterError();
  registerDemo(program, signal);
  registerBench(program, signal);
  registerReplay(program, signal);
  registerHead(program, signal);
  registerModels(program, signal);
  await program.parseAsync();
});
