import { createServiceManager, loadConfigFile, runMain } from '@splitsight/kernel/node';
import { Command } from 'commander';
import { createEdgeAgent } from './agent.ts';
import { edgeConfigSchema } from './config/schema.ts';
import { version } from './version.ts';

const { config } = new Command('splitsight-edge')
  .description('Watches cameras and sends what it sees as feature vectors.')
  .version(version)
  .requiredOption('-c, --config <file>', 'the configuration file, YAML')
  .parse()
  .opts<{ config: string }>();

/** Of a start: the backbone is there, and has not what `model` asks of it. To try again would help nothing. */
const contradictions = ['MODEL_VARIANT_MISSING', 'MODEL_CODEC_MISSING'];

await runMain(async (signal) => {
  const agent = createEdgeAgent(loadConfigFile(config, edgeConfigSchema));
  const manager = createServiceManager((reason) => void process.stderr.write(`systemd is not told: ${reason}\n`));
  manager.attend(agent.vitals);
  try {
    await agent.start(signal);
    if (!signal.aborted) {
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    }
  } finally {
    await Promise.all([manager.stop(), agent.stop()]);
  }
}, contradictions);
