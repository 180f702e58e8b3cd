import { openBroker, waitFor } from '@splitsight/testkit';
import { parseCameraId, parseSiteId } from '@splitsight/wire';
import { describe, expect, it } from 'vitest';
import { raise } from '../testing/notify/alerts.ts';
import { useNotify } from '../testing/notify/notify-bench.ts';

const { open, endpoint, later } = useNotify();
const camera = { site: parseSiteId('yard'), camera: parseCameraId('gate'), name: 'Ворота "1"' };

describe('an ntfy channel', () => {
  it('publishes as JSON, or with the picture as its body', async () => {
    const server = await endpoint();
    let picture: { jpeg: Uint8Array } | null = null;
    const { notify, add } = open(
      { public_url: 'https://desk.example/' },
      { cameras: () => [camera], pictureOf: async () => picture },
    );
    await add({
      settings: { kind: 'ntfy', server: server.url, topic: 'desk', priority: 5 },
      secrets: { token: 'tk_1' },
      pictures: true,
    });
    notify.onAlert(raise());
    await waitFor(() => server.received.length === 1);
    const [first] = server.received;
    expect(first).toMatchObject({ method: 'POST', path: '/' });
    expect(first?.headers.authorization).toBe('Bearer tk_1');
    expect(JSON.parse(String(first?.body))).toMatchObject({
      topic: 'desk',
      priority: 5,
      title: 'Alert: fire at Ворота "1" (yard)',
      click: 'https://desk.example/alerts?site=yard&camera=gate',
    });
    picture = { jpeg: new Uint8Array([255, 216, 255]) };
    notify.onAlert(raise());
    await waitFor(() => server.received.length === 2);
    const second = server.received[1];
    expect(second).toMatchObject({ method: 'PUT', path: '/desk', headers: { filename: 'alert.jpg', priority: '5' } });
    expect([...(second?.body ?? [])]).toEqual([255, 216, 255]);
    const title = /^=\?UTF-8\?B\?(.*)\?=$/.exec(String(second?.headers['title']))?.[1] ?? '';
    expect(Buffer.from(title, 'base64').toString()).toBe('Alert: fire at Ворота "1" (yard)');
  });
});

describe('an MQTT channel', () => {
  it('publishes on the server’s own broker by a template', async () => {
    const { notify, add, sent, published } = open({}, { cameras: () => [camera] });
    const payload = '{"where":"{{site}}/{{camera}}","what":"{{title}}","p":{{score}}}';
    const settings = { kind: 'mqtt', topic: 'alarms/{{site}}/{{ head }}', payload, retain: true };
    const { id, leaves_perimeter } = await add({ settings });
    expect(leaves_perimeter).toBe(false);
    notify.onAlert(raise());
    await sent(id);
    expect(published).toMatchObject([{ topic: 'alarms/yard/fire', retain: true }]);
    expect(JSON.parse(published[0]?.text ?? '')).toEqual({
      where: 'yard/gate',
      what: 'Alert: fire at Ворота "1" (yard)',
      p: 0.93,
    });
  });

  it('publishes the event on another broker, and again when that comes back', async () => {
    const broker = await openBroker({ user: 'ann', password: 'secret' });
    later(() => broker.close());
    const { notify, add, sent, view } = open();
    const settings = { kind: 'mqtt', broker: broker.url, topic: 'alarms', user: 'ann' };
    const { id } = await add({ settings, secrets: { password: 'secret' } });
    await broker.stop();
    notify.onAlert(raise());
    await waitFor(async () => (await view(id)).state === 'failing');
    expect(broker.messages).toHaveLength(0);
    await broker.start();
    await sent(id);
    expect(broker.messages).toMatchObject([{ topic: 'alarms', qos: 1, retain: false }]);
    expect(JSON.parse(Buffer.from(broker.messages[0]?.payload ?? []).toString())).toMatchObject({ specversion: '1.0' });
    await waitFor(() => broker.clients().length === 0);
  });

  it('says why a broker does not let it in', async () => {
    const broker = await openBroker({ user: 'ann', password: 'secret' });
    later(() => broker.close());
    const { ask, add } = open();
    const settings = { kind: 'mqtt', broker: broker.url, topic: 'alarms', user: 'ann' };
    const { id } = await add({ settings, secrets: { password: 'wrong' } });
    const { body } = await ask('POST', `channels/${id}/test`);
    expect(body).toMatchObject({ delivered: false, answer: expect.stringMatching(/authori|refused/i) });
  });
});
