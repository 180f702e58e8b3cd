import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** The end of sd_notify(3) that is systemd's. */
export interface NotifySocket {
  /** What NOTIFY_SOCKET is set to. */
  readonly path: string;
  /** All that was said so far, with the moment by performance.now(). */
  readonly said: readonly { readonly word: string; readonly at: number }[];
  /** How often it was said. */
  count(word: string): number;
  close(): Promise<void>;
}

/** Node has no datagram sockets of the Unix kind. File descriptors that come along (BARRIER=1) are closed unseen. */
const script = `
import socket, sys
end = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
end.bind(sys.argv[1])
print('listening', flush=True)
while True:
    print(end.recv(65536).decode(), flush=True)
`;

/** Listens in a folder of its own. */
export async function openNotifySocket(): Promise<NotifySocket> {
  const folder = mkdtempSync(join(tmpdir(), 'splitsight-notify-'));
  const path = join(folder, 'notify');
  const listener = spawn('python3', ['-c', script, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: listener.stdout });
  const said: { word: string; at: number }[] = [];
  await once(lines, 'line');
  lines.on('line', (word) => said.push({ word, at: performance.now() }));
  return {
    path,
    said,
    count: (word) => said.filter((one) => one.word === word).length,
    async close() {
      listener.kill('SIGKILL');
      await once(listener, 'close');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
