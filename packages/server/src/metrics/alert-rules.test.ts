import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fetchOnce } from '@splitsight/testkit';
import { expect, it } from 'vitest';
import { useWorkbench } from '../testing/workbench.ts';

const rules = fileURLToPath(new URL('../../../../deploy/prometheus-alerts.example.yaml', import.meta.url));
const { start } = useWorkbench();

it('the example of alert rules is one, and fires when a head is stale and while there is trouble', ({ skip }) => {
  if (spawnSync('promtool', ['--version']).error) skip('promtool is not installed');
  const folder = mkdtempSync(join(tmpdir(), 'splitsight-rules-'));
  const test = {
    rule_files: [rules],
    tests: [
      {
        interval: '1m',
        input_series: [
          { series: 'splitsight_head_stale{head="fire",site="yard"}', values: '0 0 1 1 0' },
          { series: 'splitsight_troubles{kind="node-offline"}', values: '0 2 0 0 0' },
          { series: 'splitsight_troubles{kind="disk-full"}', values: '1 1 1 1 1' },
        ],
        alert_rule_test: [
          { eval_time: '2m', alertname: 'SplitSightTrouble', exp_alerts: [] },
          {
            eval_time: '1m',
            alertname: 'SplitSightTrouble',
            exp_alerts: [
              {
                exp_labels: { kind: 'node-offline', severity: 'warning' },
                exp_annotations: {
                  summary: 'node-offline: 2',
                  description: 'GET /api/v1/troubles of  says of what, since when and why.',
                },
              },
            ],
          },
          { eval_time: '1m', alertname: 'SplitSightHeadStale', exp_alerts: [] },
          { eval_time: '4m', alertname: 'SplitSightHeadStale', exp_alerts: [] },
          {
            eval_time: '3m',
            alertname: 'SplitSightHeadStale',
            exp_alerts: [
              {
                exp_labels: { head: 'fire', site: 'yard', severity: 'warning' },
                exp_annotations: {
                  summary: 'The figures of head fire at yard can no longer be relied on',
                  description: '`splitsight head monitor` says why.',
                },
              },
            ],
          },
        ],
      },
    ],
  };
  // YAML takes JSON as it is.
  writeFileSync(join(folder, 'test.yaml'), JSON.stringify(test));
  const check = spawnSync('promtool', ['check', 'rules', rules], { encoding: 'utf8' });
  const fired = spawnSync('promtool', ['test', 'rules', join(folder, 'test.yaml')], { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  expect([check.status, check.stderr]).toEqual([0, '']);
  expect([fired.status, fired.stdout + fired.stderr]).toEqual([0, expect.stringContaining('SUCCESS')]);
});

it('the rules name metrics that the server has', async () => {
  const server = await start();
  const text = await (await fetchOnce(`${server.http}/metrics`)).text();
  const named = readFileSync(rules, 'utf8').match(/splitsight_[a-z_]+/g) ?? [];
  expect(named.length).toBeGreaterThan(4);
  for (const name of named) expect(text).toContain(`# TYPE ${name} gauge`);
});
