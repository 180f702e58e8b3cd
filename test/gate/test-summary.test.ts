import { describe, expect, it } from 'vitest';
import { countTests } from '../../scripts/test-summary.ts';

const file = (status: string, ...tests: string[]) => ({
  name: 'a.test.ts',
  status,
  assertionResults: tests.map((test) => ({ status: test })),
});

describe('the test summary', () => {
  it('counts passed, failed and skipped tests', () => {
    const testResults = [file('passed', 'passed', 'skipped', 'pending', 'todo'), file('failed', 'failed', 'passed')];
    expect(countTests({ testResults })).toEqual({ passed: 2, failed: 1, skipped: 3 });
  });

  it('counts a file that does not load as a failure', () => {
    expect(countTests({ testResults: [file('failed')] })).toEqual({ passed: 0, failed: 1, skipped: 0 });
    expect(countTests({ testResults: [file('failed', 'passed')] })).toEqual({ passed: 1, failed: 1, skipped: 0 });
  });

  it('refuses what is not a report', () => {
    expect(() => countTests({})).toThrow();
  });
});
