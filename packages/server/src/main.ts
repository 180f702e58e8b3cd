import { once } from 'node:events';
import { loadConfigFile, runMain } from '@splitsight/kernel/node';
import { Command } from 'commander';
import { serverConfigSchema } from './config/schema.ts';
import { createServer } from './server.ts';
import { version } from './version.ts';

await runMain(async (signal) => {
  const program = new Command('splitsight-server')
    .description('The central server of SplitSight: MQTT broker, heads, alerts, API and live page.')
    .version(version)
    .requiredOption('--config <file>', 'the YAML configuration; see deploy/server.example.yaml')
    .parse();
  const server = createServer(loadConfigFile(String(program.opts().config), serverConfigSchema));
  await server.start(signal);
  const { http, mqtt } = server.addresses();
  // One line for whoever started it: where it listens, also when the configuration left the port open.
  const addresses = { http: `http://${http.host}:${http.port}`, mqtt: `mqtt://${mqtt.host}:${mqtt.port}` };
  process.stdout.write(`${JSON.stringify(addresses)}\n`);
  if (!signal.aborted) await once(signal, 'abort');
  await server.stop();
});
