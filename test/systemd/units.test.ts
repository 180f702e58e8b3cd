import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const deploy = fileURLToPath(new URL('../../deploy', import.meta.url));
const daemons = ['splitsight-server.service', 'splitsight-edge.service'];
const units = [...daemons, 'splitsight-backup.service'];
const why = hasAnalyze() ? '' : ' (skipped: systemd-analyze is not installed)';
/** What `systemd-analyze security` gives at most, in tenths: 0 is shut in, 100 free. */
const exposure = 20;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'splitsight-units-'));
  for (const unit of units) {
    const text = readFileSync(join(deploy, unit), 'utf8');
    // Node may be elsewhere on the machine of the test.
    writeFileSync(join(folder, unit), text.replace('ExecStart=node ', `ExecStart=${process.execPath} `));
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function hasAnalyze(): boolean {
  try {
    return (
      Number(/^systemd (\d+)/.exec(execFileSync('systemd-analyze', ['--version'], { encoding: 'utf8' }))?.[1]) >= 250
    );
  } catch {
    return false;
  }
}

function analyze(...args: string[]) {
  const { status, stdout, stderr } = spawnSync('systemd-analyze', args, { cwd: folder, encoding: 'utf8' });
  return { status, said: stderr.trim(), table: stdout };
}

describe.skipIf(why !== '').each(units)(`%s${why}`, (unit) => {
  test('is one that systemd understands to the last word', () => {
    expect(analyze('verify', '--man=no', `./${unit}`)).toMatchObject({ status: 0, said: '' });
  });

  test('lets its program do little beyond its work', () => {
    expect(analyze('security', '--offline=true', `--threshold=${exposure}`, `./${unit}`)).toMatchObject({ status: 0 });
  });
});

test.each(daemons)('%s waits for READY, and starts a daemon again that hangs or ends', (unit) => {
  const text = readFileSync(join(deploy, unit), 'utf8');
  for (const line of [
    'Type=notify',
    'NotifyAccess=all',
    'WatchdogSec=60s',
    'WatchdogSignal=SIGKILL',
    'Restart=always',
    'RestartPreventExitStatus=78',
    'NoNewPrivileges=yes',
  ])
    expect(text.split('\n')).toContain(line);
});
