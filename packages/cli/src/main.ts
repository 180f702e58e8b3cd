import { runMain } from '@splitsight/kernel/node';
import { Command } from 'commander';
import { registerBackup } from './backup/index.ts';
import { registerBench } from './bench/index.ts';
import { registerDemo } from './demo/index.ts';
import { registerHead } from './head/index.ts';
import { registerModels } from './models/index.ts';
import { registerPeople } from './people/index.ts';
import { registerReplay } from './replay/index.ts';
import { registerRules } from './rules/index.ts';
import { registerStorage } from './storage/index.ts';
import { registerCoverage } from './watched/index.ts';

await runMain(async (signal) => {
  const program = new Command('splitsight')
    .description('Models, heads, replay, measurements and the demo of SplitSight.')
    .showHelpAfterError('(--help says what the command takes)');
  registerDemo(program, signal);
  registerBench(program, signal);
  registerReplay(program, signal);
  registerHead(program, signal);
  registerModels(program, signal);
  registerPeople(program, signal);
  registerRules(program, signal);
  registerCoverage(program, signal);
  registerBackup(program, signal);
  registerStorage(program, signal);
  try {
    await program.parseAsync();
  } catch (error) {
    // Work that was cut short has no result: the shell is told so, as it is of other programs that Ctrl-C ended.
    if (signal.aborted) process.exitCode = 130;
    throw error;
  }
});
