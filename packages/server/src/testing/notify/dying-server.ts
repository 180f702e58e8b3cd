import { raise } from './alerts.ts';
import { openBench } from './notify-bench.ts';

/** A process that is killed by its test while it sends: database, webhook and number of alerts are its arguments. */
const [path = '', url = '', count = '0'] = process.argv.slice(2);
const { notify, add } = openBench(path, { retry_first_s: 0.05, timeout_s: 60 }, {});
await add({ settings: { kind: 'webhook', url } });
for (let n = 0; n < Number(count); n++) notify.onAlert(raise({ id: `a${n}`, camera: `c${n}` }));
await new Promise((resolve) => setImmediate(resolve));
process.stdout.write('offered\n');
