import { fetchOnce, waitFor } from '@splitsight/testkit';
import { type Arming, armingSchema, type RuleView, ruleTrialSchema, type SuppressedView } from '@splitsight/wire';
import { describe, expect, it } from 'vitest';
import { site } from '../testing/frames.ts';
import { eventsOf, metric } from '../testing/observe.ts';
import type { RunningServer } from '../testing/run-server.ts';
import { useWorkbench } from '../testing/workbench.ts';

const { start, connect, send, subscribe, head } = useWorkbench();

async function ask(server: RunningServer, method: string, path: string, body?: object) {
  const init = body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const answer = await fetchOnce(`${server.http}/api/v1/${path}`, { method, ...init });
  // biome-ignore lint/suspicious/noExplicitAny: what is asked of it is checked
  return { status: answer.status, body: (await answer.json()) as any };
}

const rule = (change: object = {}) => ({ name: 'Gate', head: 'fire', cameras: [`${site}/gate`], ...change });
const codeOf = ({ body }: { body: { error?: { code: string } } }) => body.error?.code;
const square = [
  [0.1, 0.1],
  [0.9, 0.1],
  [0.9, 0.9],
];

async function add(server: RunningServer, change: object = {}): Promise<RuleView> {
  const { status, body } = await ask(server, 'POST', 'rules', { rule: rule(change) });
  expect(status).toBe(201);
  return body.rule;
}

describe('a rule', () => {
  it('stands in the place of the head’s own at once, and an alert that goes on ends as it would', async () => {
    const server = await start();
    const agent = await connect(server.mqtt);
    const desk = await subscribe(server, `splitsight/v1/${site}/alerts`);
    const states = await subscribe(server, `splitsight/v1/${site}/alert/#`);
    await send(agent, { red: 255 });
    await waitFor(() => eventsOf(desk).length === 1);
    expect(eventsOf(desk)[0]?.after).toMatchObject({ rule: 'built-in.fire', zone: null });

    const added = await add(server, { id: 'gate', severity: 'detection', off_delay_s: 0.5 });
    expect(added).toMatchObject({ revision: 1, state: 'on', changed_by: 'local', warnings: [] });
    await send(agent, { red: 255 });
    await waitFor(() => eventsOf(desk).filter(({ type }) => type === 'end').length === 2);
    const lives = eventsOf(desk).map(({ type, after }) => `${type} ${after.rule} ${after.severity}`);
    expect(new Set(lives)).toEqual(
      new Set(['end built-in.fire alert', 'end gate detection', 'new built-in.fire alert', 'new gate detection']),
    );
    await waitFor(() => states.at(-1)?.text === 'OFF');
    const { body } = await ask(server, 'GET', 'rules');
    expect(body.rules.map(({ rule: { id }, alerts, built_in }: RuleView) => [id, alerts, built_in])).toEqual([
      ['gate', 1, false],
      ['built-in.fire', 1, true],
    ]);
  });

  it('that somebody else has changed meanwhile is not written over', async () => {
    const server = await start();
    const { rule: made } = await add(server, { id: 'gate' });
    const put = (name: string, revision: number) =>
      ask(server, 'PUT', 'rules/gate', { rule: { ...made, name }, revision });
    expect((await put('Ann’s', 1)).body.rule).toMatchObject({ revision: 2, rule: { name: 'Ann’s' } });
    const refused = await put('Bob’s', 1);
    expect([refused.status, codeOf(refused)]).toEqual([409, 'RULE_CHANGED']);
    expect(refused.body.error.message).toMatch(/gate, by local at \d{4}-/);
    expect((await put('Bob’s', 2)).status).toBe(200);
    expect(codeOf(await ask(server, 'DELETE', 'rules/gate?revision=2'))).toBe('RULE_CHANGED');
    expect((await ask(server, 'DELETE', 'rules/gate?revision=3')).status).toBe(200);
    expect((await ask(server, 'GET', 'rules/gate')).status).toBe(404);
    const { changes } = (await ask(server, 'GET', 'rules/gate/history')).body;
    expect(
      changes.map((one: { revision: number; rule: { name: string } | null }) => [one.revision, one.rule?.name]),
    ).toEqual([
      [4, undefined],
      [3, 'Bob’s'],
      [2, 'Ann’s'],
      [1, 'Gate'],
    ]);
    const { entries } = (await ask(server, 'GET', 'audit')).body;
    expect(entries.map(({ action, subject }: { action: string; subject: string }) => `${action} ${subject}`)).toEqual([
      'rule.remove gate',
      'rule.change gate',
      'rule.change gate',
      'rule.add gate',
    ]);
    expect(await add(server, { id: 'gate' })).toMatchObject({ revision: 5 });
  });

  it('is refused where it cannot be meant', async () => {
    const server = await start();
    const refusals: [change: object, message: string][] = [
      [{ zones: [{ name: 'a', polygon: square.slice(0, 2) }] }, 'three points'],
      [
        {
          zones: [
            {
              name: 'a',
              polygon: [
                [0, 0],
                [1, 1],
                [1, 0],
                [0, 1],
              ],
            },
          ],
        },
        'crosses',
      ],
      [
        {
          masks: [
            [
              [0, 0],
              [2, 0],
              [0, 1],
            ],
          ],
        },
        'masks.0',
      ],
      [
        {
          zones: [
            { name: 'a', polygon: square },
            { name: 'a', polygon: square },
          ],
        },
        'two zones',
      ],
      [
        { schedule: { time_zone: 'Middle/Earth', intervals: [{ days: ['mon'], from: '00:00', to: '01:00' }] } },
        'time zone',
      ],
      [{ k: 4, n: 3 }, 'k (4) is above n (3)'],
      [{ name: 'a\nb' }, 'one line'],
      [{ treshold: 1 }, 'treshold'],
    ];
    for (const [change, message] of refusals) {
      const answer = await ask(server, 'POST', 'rules', { rule: rule(change) });
      expect([answer.status, codeOf(answer)]).toEqual([400, 'HTTP_BODY']);
      expect(answer.body.error.message).toContain(message);
    }
  });

  it('of a head that is not there waits for it, and markup in names is text', async () => {
    const server = await start();
    const name = '<img src=x onerror=alert(1)>';
    const made = await add(server, { name, head: 'flood', armed_in: ['holiday'] });
    expect(made).toMatchObject({ state: 'waiting', levels: null, rule: { name } });
    expect(made.warnings).toEqual(['no_camera', 'unknown_profile']);
  });

  it('looks at its zones alone, and each has alerts of its own', async () => {
    const server = await start();
    const agent = await connect(server.mqtt);
    const desk = await subscribe(server, `splitsight/v1/${site}/alerts`);
    const half = (from: number) => [
      [from, 0],
      [from + 0.5, 0],
      [from + 0.5, 1],
      [from, 1],
    ];
    const zones = [
      { name: 'left', polygon: half(0) },
      { name: 'right', polygon: half(0.5) },
    ];
    await add(server, { id: 'halves', zones, off_delay_s: 0.5, regions: ['motion'] });
    await send(agent, { red: 255, kind: 'motion' });
    await waitFor(() => eventsOf(desk).length > 0);
    const [event] = eventsOf(desk);
    expect(event?.after).toMatchObject({ rule: 'halves', state: 'active' });
    expect(['left', 'right']).toContain(event?.after.zone);
  });

  it('comes and goes with others in a file, all or none', async () => {
    const server = await start();
    await add(server, { id: 'old' });
    const rules = [rule({ id: 'a' }), rule({ id: 'b', zones: [{ name: 'z', polygon: square }] })];
    const take = (body: object) => ask(server, 'POST', 'rules/import', body);
    const dry = await take({ rules, replace: true, dry_run: true });
    expect(dry.body).toEqual({ added: ['a', 'b'], changed: [], same: [], removed: ['old'] });
    expect((await ask(server, 'GET', 'rules/old')).status).toBe(200);
    expect((await take({ rules, replace: true })).body).toEqual(dry.body);
    expect((await take({ rules: [rules[0], rule({ id: 'b', k: 1 })] })).body).toEqual({
      ...{ added: [], changed: ['b'], same: ['a'], removed: [] },
    });
    expect((await take({ rules: [rules[0], rules[0]] })).status).toBe(400);
  });
});

describe('what keeps alerts back', () => {
  it('is counted by reason, and named', async () => {
    const server = await start({ heads: [{ model: head(), rule: { off_delay_s: 60 } }] });
    const agent = await connect(server.mqtt);
    const made = await ask(server, 'POST', 'snoozes', {
      site,
      camera: 'gate',
      until: Date.now() + 60_000,
      why: 'work',
    });
    expect(made.status).toBe(201);
    await send(agent, { red: 255 });
    await send(agent, { red: 255 });
    await waitFor(async () => (await metric(server, 'splitsight_alerts_suppressed_total{reason="snoozed"}')) === 1);
    const { body } = await ask(server, 'GET', 'suppressed');
    expect(body.totals).toEqual({ snoozed: 1 });
    expect(body.newest.map(({ camera, rule: of, reason }: SuppressedView) => [camera, of, reason])).toEqual([
      ['gate', 'built-in.fire', 'snoozed'],
    ]);
    expect((await ask(server, 'DELETE', `snoozes/${made.body.snooze.id}`)).body).toEqual({ snoozes: [] });
    const desk = await subscribe(server, `splitsight/v1/${site}/alerts`);
    await send(agent, { red: 255 });
    await waitFor(() => eventsOf(desk).length > 0);
  });

  it('cannot be snoozed in the past, for ever, for nothing, or for a rule that is not there', async () => {
    const server = await start();
    const snooze = async (body: object) => codeOf(await ask(server, 'POST', 'snoozes', body));
    const until = Date.now() + 60_000;
    expect(await snooze({ site, until: Date.now() - 1 })).toBe('SNOOZE_PAST');
    expect(await snooze({ site, until: Date.now() + 40 * 86_400_000 })).toBe('SNOOZE_TOO_LONG');
    expect(await snooze({ until })).toBe('HTTP_BODY');
    expect(await snooze({ camera: 'gate', until })).toBe('HTTP_BODY');
    expect(await snooze({ rule: 'gone', until })).toBe('RULE_UNKNOWN');
    expect(codeOf(await ask(server, 'DELETE', 'snoozes/7'))).toBe('SNOOZE_UNKNOWN');
  });
});

describe('a site', () => {
  it('is armed over MQTT and the API, says so retained, and stays so over a restart', async () => {
    const server = await start();
    const agent = await connect(server.mqtt);
    await send(agent, { red: 0 });
    const said = async (from: RunningServer) => {
      const heard = await subscribe(from, `splitsight/v1/${site}/arming/state`);
      await waitFor(() => heard.length > 0);
      return () => armingSchema.parse(JSON.parse(heard.at(-1)?.text ?? '')) satisfies Arming;
    };
    await waitFor(async () => (await ask(server, 'GET', 'arming')).body.sites.length === 1);
    const now = await said(server);
    expect(now()).toMatchObject({ profile: 'away', since: null, profiles: ['disarmed', 'home', 'away', 'night'] });
    const set = (text: string) => agent.publishAsync(`splitsight/v1/${site}/arming/set`, text, { qos: 1 });
    await set('home');
    await waitFor(() => now().profile === 'home');
    await set('{"profile":"night"}');
    await waitFor(() => now().profile === 'night');
    expect(now().by).toBe('mqtt');
    for (const text of ['holiday', '', '{"profile":7}']) await set(text);
    const refused = (reason: string) => metric(server, `splitsight_arming_refused_total{reason="${reason}"}`);
    await waitFor(async () => (await refused('unknown_profile')) === 1 && (await refused('garbage')) === 2);
    expect(now().profile).toBe('night');

    expect((await ask(server, 'PUT', `arming/${site}/profiles`, { custom: ['holiday'] })).status).toBe(200);
    expect((await ask(server, 'PUT', `arming/${site}`, { profile: 'holiday' })).body.arming.by).toBe('local');
    expect(codeOf(await ask(server, 'PUT', `arming/${site}/profiles`, { custom: [] }))).toBe('ARMING_IN_USE');
    expect(codeOf(await ask(server, 'PUT', `arming/${site}`, { profile: 'party' }))).toBe('ARMING_PROFILE');
    expect(codeOf(await ask(server, 'PUT', 'arming/nowhere', { profile: 'home' }))).toBe('ARMING_SITE');
    await server.stop();
    expect((await said(await start()))()).toMatchObject({ profile: 'holiday', by: 'local' });
  });

  it('in another profile raises nothing by rules that ask for theirs', async () => {
    const server = await start();
    const agent = await connect(server.mqtt);
    await send(agent, { red: 0 });
    await add(server, { armed_in: ['night'] });
    await send(agent, { red: 255 });
    await waitFor(async () => (await metric(server, 'splitsight_alerts_suppressed_total{reason="disarmed"}')) === 1);
    const desk = await subscribe(server, `splitsight/v1/${site}/alerts`);
    await ask(server, 'PUT', `arming/${site}`, { profile: 'night' });
    await send(agent, { red: 255 });
    await waitFor(() => eventsOf(desk).some(({ type }) => type === 'new'));
  });
});

describe('a rule that is tried', () => {
  it('takes what it leaves out from the head’s own rule, and is kept nowhere', async () => {
    const server = await start();
    const agent = await connect(server.mqtt);
    const desk = await subscribe(server, `splitsight/v1/${site}/alerts`);
    await send(agent, { red: 255 });
    await waitFor(() => eventsOf(desk).some(({ type }) => type === 'end'));
    const started = await ask(server, 'POST', 'rules/try', { rule: rule(), since: Date.now() - 600_000 });
    expect(started.status).toBe(202);
    const job = await waitFor(
      async () => {
        const answer = (await ask(server, 'GET', `jobs/${started.body.job.id}`)).body.job;
        return ['queued', 'running'].includes(answer.state) ? undefined : answer;
      },
      { timeout: 240_000 },
    );
    expect(ruleTrialSchema.parse(job.result).versions[0]).toMatchObject({ alerts: 1, raised: 1, both: 1 });
    expect(job.result.versions[0].rule.off_delay_s).toBe(0.5);
    expect((await ask(server, 'GET', 'rules')).body.rules.length).toBe(1);
    expect(codeOf(await ask(server, 'POST', 'rules/try', { rule: rule({ head: 'flood' }), since: 0 }))).toBe(
      'REGISTRY_UNKNOWN',
    );
  }, 600_000);
});
