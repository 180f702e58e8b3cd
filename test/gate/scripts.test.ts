import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const scripts = ['scripts/setup.sh', 'scripts/demo.sh', 'scripts/test.sh', 'scripts/backbone/train.sh', '.ci/run'];

describe.each(scripts)('%s', (script) => {
  it('is strict bash that parses', () => {
    expect(readFileSync(script, 'utf8')).toMatch(/^#!\/usr\/bin\/env bash\n(#.*\n)*set -euo pipefail\n/);
    expect(spawnSync('bash', ['-n', script]).status).toBe(0);
  });

  it('has nothing that shellcheck warns of', ({ skip }) => {
    const { status, stdout, error } = spawnSync('shellcheck', ['-x', script], { encoding: 'utf8' });
    if (error) skip('shellcheck is not installed');
    expect(stdout).toBe('');
    expect(status).toBe(0);
  });
});

it('.ci/run is ./scripts/test.sh and nothing else', () => {
  const commands = readFileSync('.ci/run', 'utf8')
    .split('\n')
    .filter((line) => line && !/^(#|set )/.test(line));
  expect(commands).toEqual([expect.stringMatching(/^exec .*\/\.\.\/scripts\/test\.sh"$/)]);
});

describe('the set-up', () => {
  it('says what to do where there is no Node', () => {
    expect(setUpWith()).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^setup failed: Node\.js 20\.19 or newer is needed and there is none: .+\n$/),
    });
  });

  it('says what to do where Node is too old', () => {
    expect(setUpWith('#!/bin/sh\nif [ "$1" = --version ]; then echo v18.19.0; fi\nexit 1\n')).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^setup failed: Node\.js 20\.19 or newer is needed, this is v18\.19\.0: .+\n$/),
    });
  });
});

/** Runs the set-up where the only programs are bash, dirname and, perhaps, a node. */
function setUpWith(node?: string): { status: number | null; stderr: string } {
  const bin = mkdtempSync(join(tmpdir(), 'splitsight-bin-'));
  try {
    for (const program of ['bash', 'dirname']) symlinkSync(`/usr/bin/${program}`, join(bin, program));
    if (node) {
      writeFileSync(join(bin, 'node'), node);
      chmodSync(join(bin, 'node'), 0o755);
    }
    const { status, stderr } = spawnSync('/usr/bin/bash', ['scripts/setup.sh'], {
      env: { PATH: bin },
      encoding: 'utf8',
    });
    return { status, stderr };
  } finally {
    rmSync(bin, { recursive: true });
  }
}
