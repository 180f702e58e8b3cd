import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';

const nodeDoor = fileURLToPath(new URL('./index.ts', import.meta.url));
const kernelDoor = fileURLToPath(new URL('../index.ts', import.meta.url));
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** Runs `body` as a program's main in a process of its own; each word it prints that is a signal's name is sent to it. */
async function runProgram(body: string, contradictions: readonly string[] = []) {
  const program = `
    import { createLogger, runMain } from ${JSON.stringify(nodeDoor)};
    import { CodedError, composeServices, sleep } from ${JSON.stringify(kernelDoor)};
    await runMain(async (signal) => { ${body} }, ${JSON.stringify(contradictions)});
    console.log('after');
  `;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', program]);
  children.push(child);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    for (const name of ['SIGINT', 'SIGTERM'] as const) if (text.includes(name)) child.kill(name);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const [code, signal]: unknown[] = await once(child, 'close');
  return { code, signal, stdout, stderr };
}

describe('a program', () => {
  it('that returns ends with 0 and says nothing', async () => {
    expect(await runProgram('')).toEqual({ code: 0, signal: null, stdout: 'after\n', stderr: '' });
  });

  it('that fails with a coded error says one line without secrets and ends with 1', async () => {
    const result = await runProgram("throw new CodedError('DOOR_SHUT', 'no answer: rtsp://admin:hunter2@yard/1');");
    expect(result).toMatchObject({ code: 1, stderr: 'DOOR_SHUT: no answer: rtsp://***@yard/1\n' });
  });

  it('that is configured wrongly ends with 78, but with 1 where the file cannot be read', async () => {
    const load = (path: string) => `
      const { loadConfigFile } = await import(${JSON.stringify(nodeDoor)});
      const { z } = await import(${JSON.stringify(import.meta.resolve('zod'))});
      loadConfigFile(${JSON.stringify(path)}, z.strictObject({ name: z.string() }));
    `;
    const wrong = fileURLToPath(new URL('../../../../biome.json', import.meta.url));
    expect(await runProgram(load(wrong))).toMatchObject({
      code: 78,
      stderr: expect.stringMatching(/^CONFIG_INVALID.*\n$/),
    });
    expect(await runProgram(load('/nowhere.yaml'))).toMatchObject({
      ...{ code: 1, stderr: expect.stringMatching(/^CONFIG_UNREADABLE.*\n$/) },
    });
  });

  it('whose configuration contradicts itself ends with 78, too, where it calls that so', async () => {
    const body = "throw new CodedError('DOOR_TWICE', 'front');";
    expect(await runProgram(body, ['DOOR_TWICE'])).toMatchObject({ code: 78, stderr: 'DOOR_TWICE: front\n' });
    expect(await runProgram(body, ['DOOR_SHUT'])).toMatchObject({ code: 1 });
  });

  it('that fails with anything else prints the stack, without secrets', async () => {
    const { code, stderr } = await runProgram("throw new TypeError('rtsp://admin:hunter2@yard/1');");
    expect(code).toBe(1);
    expect(stderr).toMatch(/^TypeError: rtsp:\/\/\*\*\*@yard\/1\n\s+at /);
  });

  it('whose promise is forgotten prints no secrets either', async () => {
    const { code, stdout, stderr } = await runProgram(
      "void Promise.reject(new Error('rtsp://admin:hunter2@yard/1')); await sleep(60000, signal);",
    );
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('rtsp://***@yard/1');
    expect(stderr).not.toContain('hunter2');
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('that is told to end by %s ends with 0', async (name) => {
    const body = `console.log('${name}'); await sleep(60000, signal); signal.throwIfAborted();`;
    expect(await runProgram(body)).toMatchObject({ code: 0, stderr: '', stdout: `${name}\nafter\n` });
  });

  it('that does not end at the first SIGINT ends at the second, with 130', async () => {
    const body = `
      signal.addEventListener('abort', () => console.log('SIGINT'));
      console.log('SIGINT');
      await sleep(60000);
    `;
    expect(await runProgram(body)).toMatchObject({ code: 130, signal: null, stdout: 'SIGINT\nSIGINT\n' });
  });

  it('takes its time after a second SIGTERM', async () => {
    const body = `
      signal.addEventListener('abort', () => console.log('SIGTERM'));
      console.log('SIGTERM');
      await sleep(60000, signal);
      const second = new AbortController();
      process.once('SIGTERM', () => second.abort());
      await sleep(60000, second.signal);
    `;
    expect(await runProgram(body)).toMatchObject({ code: 0, stdout: 'SIGTERM\nSIGTERM\nafter\n' });
  });

  it('logs one JSON object a line to stderr, at its level, without secrets', async () => {
    const { stdout, stderr } = await runProgram(`
      const log = createLogger('yard', 'info');
      log.debug('unseen');
      log.info('open', { url: 'rtsp://admin:hunter2@yard/1' });
      log.error('shut', { n: 3 });
    `);
    const lines = stderr
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      { name: 'yard', msg: 'open', url: 'rtsp://***@yard/1' },
      { name: 'yard', msg: 'shut', n: 3 },
    ]);
    expect(stdout).toBe('after\n');
  });
});
