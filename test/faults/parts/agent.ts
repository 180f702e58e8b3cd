import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Millis } from '@splitsight/kernel';
import { waitFor } from '@splitsight/testkit';
import { z } from 'zod';
import type { LoadSettings } from './load-settings.ts';
import { type Running, runProgram } from './running.ts';

const stateSchema = z.looseObject({
  produced: z.number(),
  quiet: z.boolean(),
  uplink: z.looseObject({
    connected: z.boolean(),
    waiting: z.number(),
    dropped: z.record(z.string(), z.number()),
    spool: z.looseObject({ messages: z.number(), dropped: z.record(z.string(), z.number()) }).optional(),
  }),
});
export type LoadState = z.output<typeof stateSchema>;

/** A load agent of a test: it may be killed and starts again as another boot, with the spool that it had. */
export interface AgentUnderTest {
  /** What its boots write down lies here. */
  readonly folder: string;
  readonly spool: string;
  readonly process: Running;
  readonly boot: string;
  /** When its boots were killed. */
  readonly killed: ReadonlyMap<string, Millis>;
  /** @returns once it produces. */
  start(): Promise<void>;
  kill(): Promise<void>;
  state(): LoadState;
  /** When this boot was first heard after a moment: the time of the acknowledgement; undefined when it was not yet. */
  heardAfter(moment: Millis): Millis | undefined;
  /** Waits for an acknowledgement after a moment. @returns how long after. */
  recovery(since: Millis, timeout?: Millis): Promise<Millis>;
  /** Makes no more, and waits until everything that it had has been acknowledged. */
  drain(timeout?: Millis): Promise<void>;
  /** What its boots have dropped, as they said last. */
  dropped(): number;
}

export interface AgentOptions {
  readonly script: string;
  readonly folder: string;
  readonly settings: Omit<LoadSettings, 'directory'>;
  /** The folder of its spool; its own unless told. */
  readonly spoolFolder?: string | undefined;
  readonly namespace?: string | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
}

/** Makes a load agent that does not run yet. */
export function createAgentUnderTest(options: AgentOptions): AgentUnderTest {
  const { script, folder, settings, namespace } = options;
  mkdirSync(folder, { recursive: true });
  const spool = join(options.spoolFolder ?? folder, 'spool.db');
  const file = join(folder, 'load.json');
  const killed = new Map<string, Millis>();
  let running: Running | undefined;
  let boot = '';
  const path = (kind: string, of = boot) => join(folder, `${of}.${kind}`);
  const stateOf = (of: string): LoadState | undefined =>
    existsSync(path('state', of)) ? stateSchema.parse(JSON.parse(readFileSync(path('state', of), 'utf8'))) : undefined;
  /** Acknowledgements are looked at from the end of the file that was seen before. */
  let seen = { boot: '', bytes: 0 };

  const one: AgentUnderTest = {
    folder,
    spool,
    killed,
    get process() {
      if (!running) throw new Error('the agent has not been started');
      return running;
    },
    get boot() {
      return boot;
    },
    async start() {
      writeFileSync(
        file,
        JSON.stringify({ ...settings, directory: folder, spool: { ...settings.spool, path: spool } }),
      );
      running = runProgram(script, { args: [file], namespace, env: options.env ?? {} });
      boot = await running.firstLine();
    },
    async kill() {
      killed.set(boot, Date.now());
      await one.process.kill();
    },
    state() {
      const state = stateOf(boot);
      if (!state) throw new Error('the agent has not said how it is');
      return state;
    },
    heardAfter(moment) {
      if (!existsSync(path('acked'))) return undefined;
      if (seen.boot !== boot) seen = { boot, bytes: 0 };
      const text = readFileSync(path('acked'), 'latin1').slice(seen.bytes);
      const lines = text.slice(0, text.lastIndexOf('\n') + 1);
      const times = lines.split('\n').flatMap((line) => line.split(' ')[2] ?? []);
      const found = times.map(Number).find((at) => at >= moment);
      if (found === undefined) seen.bytes += lines.length;
      return found;
    },
    async recovery(since, timeout = 30_000) {
      const at = await waitFor(() => one.heardAfter(since), { timeout, interval: 20, what: 'an acknowledgement' });
      return at - since;
    },
    async drain(timeout = 60_000) {
      one.process.signal('SIGUSR2');
      const isEmpty = () => {
        const state = stateOf(boot);
        return state?.quiet && state.uplink.waiting === 0 && (state.uplink.spool?.messages ?? 0) === 0;
      };
      await waitFor(isEmpty, { timeout, interval: 50, what: 'an empty agent' });
    },
    dropped() {
      const boots = readdirSync(folder).flatMap((name) => (name.endsWith('.state') ? [name.slice(0, -6)] : []));
      const reasons = boots.flatMap((of) => {
        const uplink = stateOf(of)?.uplink;
        return [...Object.values(uplink?.dropped ?? {}), ...Object.values(uplink?.spool?.dropped ?? {})];
      });
      return reasons.reduce((sum, n) => sum + n, 0);
    },
  };
  return one;
}

/** The bytes of a file; 0 when there is none. */
export function sizeOf(path: string): number {
  return existsSync(path) ? statSync(path).size : 0;
}
