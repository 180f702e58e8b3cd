import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { GeneratorOptions } from './generate.ts';
import type { LoadReport } from './load.ts';

/** A generator at work in a process of its own. */
export interface Generator {
  run(perSecond: number, seconds: number): Promise<LoadReport>;
  close(): Promise<void>;
}

/** The option that makes the command generate in place of measuring. */
export const generateOption = '--generate';

export function openGenerator(options: GeneratorOptions, signal: AbortSignal): Generator {
  const again = [
    ...process.execArgv,
    process.argv[1] ?? '',
    'bench',
    'ingest',
    generateOption,
    JSON.stringify(options),
  ];
  const child = spawn(process.execPath, again, { signal, stdio: ['pipe', 'pipe', 'inherit'] });
  child.on('error', () => {});
  const exited = new Promise<undefined>((resolve) => child.once('close', () => resolve(undefined)));
  const lines = createInterface({ input: child.stdout });
  return {
    async run(perSecond, seconds) {
      const answer = once(lines, 'line');
      child.stdin.write(`${JSON.stringify({ per_second: perSecond, seconds })}\n`);
      const told = await Promise.race([answer, exited]);
      if (!told) throw new Error('the generator ended');
      return JSON.parse(String(told[0])) as LoadReport;
    },
    async close() {
      child.stdin.end();
      await exited;
    },
  };
}
