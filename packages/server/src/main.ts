import { once } from 'node:events';
import { createServiceManager, loadConfigFile, runMain } from '@splitsight/kernel/node';
import { Command } from 'commander';
import { type ServerConfig, serverConfigSchema } from './config/schema.ts';
import type { serverErrors } from './errors.ts';
import { resetAdminOffline } from './people/reset-admin.ts';
import { createServer } from './server.ts';
import { compactDatabase } from './store/database.ts';
import { version } from './version.ts';

/** Of a start: to try again would help nothing. */
const contradictions: readonly (keyof typeof serverErrors)[] = [
  'HEAD_TWICE',
  'RULE_CONTRADICTION',
  'HTTP_LOGIN_OFF',
  'REGISTRY_BACKBONE',
  'REGISTRY_CODEC',
];

await runMain(async (signal) => {
  const program = new Command('splitsight-server')
    .description('The central server of SplitSight: MQTT broker, heads, alerts, API and live page.')
    .version(version)
    .requiredOption('--config <file>', 'the YAML configuration; see deploy/server.example.yaml')
    .action((options) => serve(readConfig(options), String(options.config), signal));
  program
    .command('reset-admin')
    .description('Gives an administrator a new password for one login. The server has to be stopped meanwhile.')
    .argument('[name]', 'who; made if there is nobody of the name', 'admin')
    .action(async (name: string) => {
      process.stdout.write(await resetAdminOffline(readConfig(program.opts()).store.path, name));
    });
  program
    .command('compact')
    .description('Rewrites the database without its free space. The server has to be stopped meanwhile.')
    .action(() => {
      const { before, after } = compactDatabase(readConfig(program.opts()).store.path);
      process.stdout.write(`${(before / 1e6).toFixed(1)} MB before, ${(after / 1e6).toFixed(1)} MB now\n`);
    });
  await program.parseAsync();
}, contradictions);

function readConfig({ config }: { readonly config?: unknown }): ServerConfig {
  return loadConfigFile(String(config), serverConfigSchema);
}

async function serve(config: ServerConfig, configFile: string, signal: AbortSignal): Promise<void> {
  const server = createServer(config, { configFile });
  const manager = createServiceManager((reason) => void process.stderr.write(`systemd is not told: ${reason}\n`));
  manager.attend(server.vitals);
  try {
    await server.start(signal);
    const { http, mqtt } = server.addresses();
    // One line for whoever started it: where it listens, also when the configuration left the port open.
    const addresses = { http: `http://${http.host}:${http.port}`, mqtt: `mqtt://${mqtt.host}:${mqtt.port}` };
    process.stdout.write(`${JSON.stringify(addresses)}\n`);
    if (!signal.aborted) await once(signal, 'abort');
  } finally {
    await Promise.all([manager.stop(), server.stop()]);
  }
}
