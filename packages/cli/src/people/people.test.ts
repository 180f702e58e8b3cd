import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server, serverConfigSchema } from '@splitsight/server';
import { fetchOnce } from '@splitsight/testkit';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { registerPeople } from './index.ts';
import { parsePlace } from './places.ts';
import { tokenByPassword } from './token-by-password.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const signal = new AbortController().signal;
const password = 'a ladder against the wall';
const terms = { name: 'test', role: 'admin' as const, places: null, days: 1 };
let folder: string;
let server: Server;
let address: string;
let once = '';
let token: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'splitsight-people-'));
  const config = serverConfigSchema.parse({
    ...{ mqtt: { port: 0 }, http: { port: 0 }, store: { path: join(folder, 'test.db') } },
    ...{ heads: [], backbones: [] },
  });
  const say = (text: string) => {
    once = /\w{5}(-\w{5}){3}/.exec(text)?.[0] ?? '';
  };
  server = createServer(config, { log: silent, say });
  await server.start(signal);
  address = `http://127.0.0.1:${server.addresses().http.port}`;
  await logIn('admin', once, password);
  token = await tokenByPassword({ server: address, signal, name: 'admin', password, terms });
});

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

async function logIn(name: string, given: string, fresh: string): Promise<number> {
  const body = JSON.stringify({ name, password: given, new_password: fresh });
  const headers = { 'content-type': 'application/json' };
  return (await fetchOnce(`${address}/api/v1/login`, { method: 'POST', headers, body })).status;
}

async function run(...args: readonly string[]): Promise<string> {
  const printed: string[] = [];
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  const program = new Command().exitOverride();
  registerPeople(program, signal);
  try {
    await program.parseAsync(['people', ...args, '--server', address], { from: 'user' });
  } finally {
    stdout.mockRestore();
  }
  return printed.join('');
}

describe('splitsight people', () => {
  it('adds, changes, lists and removes users with a token', async () => {
    const first = await run('add', 'vera', '--see', 'yard/gate', '--see', 'yard/shed', '--token', token);
    expect(await logIn('vera', first.trim(), 'seven green boats')).toBe(200);
    expect(await run('change', 'vera', '--role', 'operator', '--full-name', 'Vera', '--token', token)).toMatch(
      /^vera +Vera +operator +yard\/gate yard\/shed$/m,
    );
    expect(await run('disable', 'vera', '--token', token)).toContain('disabled');
    expect(await logIn('vera', 'seven green boats', 'eight green boats')).toBe(401);
    expect(await run('list', '--token', token)).toMatch(/^admin +admin +everything$/m);
    await run('remove', 'vera', '--token', token);
    expect(await run('list', '--token', token)).not.toContain('vera');
    await expect(run('disable', 'vera', '--token', token)).rejects.toMatchObject({ code: 'PEOPLE_NOT_FOUND' });
  });

  it('makes and revokes tokens, and takes one from the environment', async () => {
    vi.stubEnv('SPLITSIGHT_TOKEN', token);
    const made = (await run('token', '--role', 'viewer', '--for', 'wall screen', '--see', 'yard')).trim();
    expect(made).toMatch(/^sst_/);
    const id = /^(\d+) +wall screen +viewer +yard /m.exec(await run('tokens'))?.[1] ?? '';
    await run('revoke', id);
    vi.stubEnv('SPLITSIGHT_TOKEN', made);
    await expect(run('tokens')).rejects.toMatchObject({ code: 'HTTP_LOGIN' });
    vi.unstubAllEnvs();
    await expect(run('list')).rejects.toMatchObject({ code: 'HTTP_LOGIN' });
  });
});

describe('places', () => {
  it('are sites, or cameras of sites', () => {
    expect(parsePlace('yard/shed', parsePlace('yard/gate'))).toEqual([{ site: 'yard', cameras: ['gate', 'shed'] }]);
    expect(parsePlace('harbour', parsePlace('yard'))).toEqual([
      { site: 'yard', cameras: null },
      { site: 'harbour', cameras: null },
    ]);
    expect(() => parsePlace('yard/gate/left')).toThrow('a site');
  });
});
