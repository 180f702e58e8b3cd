import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What a link does to the packets of both directions. */
export interface LinkQuality {
  readonly delay_ms: number;
  /** Share of the packets that are lost. */
  readonly loss: number;
  /** 0: as fast as it goes. */
  readonly bits_per_s: number;
}

/** Two network namespaces and what lies between them. */
export interface Link {
  readonly here: string;
  readonly there: string;
  /** The address of `here`, as `there` reaches it. */
  readonly address: string;
  set(quality: LinkQuality): void;
  close(): Promise<void>;
}

export const goodLink: LinkQuality = { delay_ms: 0, loss: 0, bits_per_s: 0 };
/** Nothing comes through, and nobody is told. */
export const deadLink: LinkQuality = { delay_ms: 0, loss: 1, bits_per_s: 0 };

const program = fileURLToPath(new URL('./link.py', import.meta.url));

/** Lays a link between two namespaces of its own. */
export async function openLink(): Promise<Link> {
  const [here, there] = ['a', 'b'].map((end) => `splitsight-${process.pid}-${end}`) as [string, string];
  for (const name of [here, there]) execFileSync('ip', ['netns', 'add', name]);
  const relay = spawn('/usr/bin/python3', [program, here, there], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(relay, 'exit');
  await Promise.race([once(relay.stdout, 'data'), ended]);
  return {
    here,
    there,
    address: '10.77.0.1',
    set: ({ delay_ms, loss, bits_per_s }) => void relay.stdin.write(`${delay_ms} ${loss} ${bits_per_s}\n`),
    async close() {
      relay.kill('SIGKILL');
      await ended;
      for (const name of [here, there]) execFileSync('ip', ['netns', 'delete', name]);
    },
  };
}

/** Why there can be no links here; undefined when there can. */
export function noLinks(): string | undefined {
  if (process.getuid?.() !== 0) return 'network namespaces need root';
  if (!existsSync('/dev/net/tun') || !existsSync('/usr/bin/python3')) return 'there is no /dev/net/tun or no python3';
  const name = `splitsight-${process.pid}-try`;
  try {
    execFileSync('ip', ['netns', 'add', name], { stdio: 'ignore' });
    execFileSync('ip', ['netns', 'exec', name, 'ip', 'tuntap', 'add', 'dev', 'x', 'mode', 'tun'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'network namespaces cannot be made here';
  } finally {
    try {
      execFileSync('ip', ['netns', 'delete', name], { stdio: 'ignore' });
    } catch {
      // It was not made.
    }
  }
}
