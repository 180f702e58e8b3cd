import { createLogger } from '@splitsight/kernel/node';
import { spoolSchema } from '../../config/spool.ts';
import { openSpool } from '../spool.ts';

/** Writes messages, from a number on, and says after each group how many it has written, until it is killed. */
const [path = '', from = '0'] = process.argv.slice(2);
const spool = openSpool({ ...spoolSchema.parse({}), path }, createLogger('child', 'silent'));
let written = Number(from);
function write(): void {
  const group = Array.from({ length: 7 }, (_, i) => ({
    at: Date.now(),
    topic: `m${written + i}`,
    payload: new Uint8Array(500),
  }));
  written += spool.put(group)?.length ?? 0;
  process.stdout.write(`${written}\n`, () => setImmediate(write));
}
write();
