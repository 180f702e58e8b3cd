import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fetchOnce } from '@splitsight/testkit';
import type { RunningServer } from './run-server.ts';

/** What a server's API answered. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Asks a server's API; a body makes it a POST. */
export async function ask(server: RunningServer, path: string, body?: object): Promise<Answer> {
  const init = body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const answer = await fetchOnce(`${server.http}/api/v1/${path}`, init);
  return { status: answer.status, body: await answer.json() };
}

/** The files of a folder as an import takes them. */
export function filesOf(folder: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name)).toString('base64')]),
  );
}

/** Imports the head of a folder. @returns its version. */
export async function importHead(server: RunningServer, folder: string, given: object = {}): Promise<string> {
  const { status, body } = await ask(server, 'head-versions', { by: 'ann', files: filesOf(folder), ...given });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return (body as { version: { version: string } }).version.version;
}
