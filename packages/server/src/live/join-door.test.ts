import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { addUser, logIn } from '../testing/people.ts';
import type { RunningServer } from '../testing/run-server.ts';
import { useWorkbench } from '../testing/workbench.ts';

const { start } = useWorkbench();

/** How an attempt to speak MQTT over a WebSocket is answered. */
function attempt(server: RunningServer, headers: Readonly<Record<string, string>>): Promise<string> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`${server.http.replace('http', 'ws')}/mqtt`, 'mqtt', { headers });
    socket.on('open', () => {
      socket.terminate();
      resolve('open');
    });
    socket.on('error', ({ message }) => resolve(message));
  });
}

describe('a page that sends as a camera', () => {
  it('needs a login that may operate; programs are asked by the broker', async () => {
    const said: string[] = [];
    const server = await start({ http: { login: 'required' } }, { say: (text: string) => said.push(text) });
    const once = /\w{5}(-\w{5}){3}/.exec(said.join(''))?.[0] ?? '';
    const admin = await logIn(server, 'admin', once, 'a ladder against the wall');
    const viewer = await addUser(server, admin, { name: 'vera', role: 'viewer', places: null });
    const operator = await addUser(server, admin, { name: 'olga', role: 'operator', places: null });

    const page = { origin: server.http };
    expect(await attempt(server, page)).toContain('401');
    expect(await attempt(server, { ...viewer.headers, ...page })).toContain('401');
    expect(await attempt(server, { ...operator.headers, ...page })).toBe('open');
    expect(await attempt(server, {})).toBe('open');
  });

  it('needs none where the server asks for none', async () => {
    const server = await start();
    expect(await attempt(server, { origin: server.http })).toBe('open');
  });
});
