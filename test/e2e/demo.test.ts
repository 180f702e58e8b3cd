import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { childrenOf, waitFor } from '@splitsight/testkit';
import { alertEventSchema, type LiveMessage, liveMessageSchema, parseJsonMessage } from '@splitsight/wire';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { runSplitsight, startSplitsight } from './command.ts';

/** Three cameras, an agent and a server share the machine with all the other tests. */
const limit = 300_000;
const hasMosquitto = spawnSync('mosquitto_sub', ['--help']).error === undefined;

test(
  'the demo checks itself: it ends at the first alert and says how long that took',
  async () => {
    const { code, lines, stderr } = await runSplitsight('demo', '--check', '--port', '0', '--mqtt-port', '0');
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(lines[0]).toMatch(/dashboard: http:\/\/127\.0\.0\.1:\d+\//);
    const last = JSON.parse(lines.at(-1) ?? '');
    expect(last).toEqual({ first_alert_ms: expect.any(Number) });
    expect(last.first_alert_ms).toBeGreaterThan(0);
    // As long as it waits at most. This is no measurement: see benchmarks/RESULTS.md.
    expect(last.first_alert_ms).toBeLessThan(30_000);
  },
  limit,
);

test.skipIf(!hasMosquitto)(
  'mosquitto_sub and a WebSocket see the same alert, and no process is left',
  async () => {
    const demo = startSplitsight('demo', '--port', '0', '--mqtt-port', '0');
    onTestFinished(async () => void (await demo.stop()));
    const [, port = ''] = await demo.line(/dashboard: http:\/\/127\.0\.0\.1:(\d+)\//);
    const [, mqttPort = ''] = await demo.line(/MQTT: mqtt:\/\/127\.0\.0\.1:(\d+)/);

    const subscriber = spawn('mosquitto_sub', ['-p', mqttPort, '-t', 'splitsight/v1/+/alerts', '-q', '1']);
    onTestFinished(() => void subscriber.kill());
    const heard: string[] = [];
    createInterface({ input: subscriber.stdout }).on('line', (line) => heard.push(line));

    const socket = new WebSocket(`ws://127.0.0.1:${port}/api/v1/live`);
    onTestFinished(() => socket.terminate());
    const seen: LiveMessage[] = [];
    socket.on('message', (data) => seen.push(parseJsonMessage(liveMessageSchema, String(data))));

    await demo.line(/the alert was on the page/);
    const news = () => heard.map((line) => parseJsonMessage(alertEventSchema, line)).find(({ type }) => type === 'new');
    const onMqtt = await waitFor(news);
    const onSocket = await waitFor(() =>
      seen.find(
        (message) =>
          message.type === 'alert' && message.event.type === 'new' && message.event.after.id === onMqtt.after.id,
      ),
    );
    expect(onSocket).toMatchObject({ event: onMqtt });
    expect(onMqtt).toMatchObject({
      type: 'new',
      before: null,
      after: { head: 'fire', camera: 'yard', state: 'active' },
    });

    const family = childrenOf(demo.process.pid ?? 0);
    expect(family.map(({ name }) => name)).toContain('ffmpeg');
    expect(await demo.stop()).toBe(0);
    const left = () => family.filter(({ pid }) => isAlive(pid));
    await waitFor(() => left().length === 0);
  },
  limit,
);

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
