import { runMain } from '@splitsight/kernel/node';
import { Command } from 'commander';
import { registerHead } from './head/index.ts';

await runMain(async (signal) => {
  const program = new Command('splitsight')
    .description('Models, heads, replay, measurements and the demo of SplitSight.')
    .showHelpAfterError();
  registerHead(program, signal);
  await program.parseAsync();
});
