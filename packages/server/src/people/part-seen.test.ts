import { waitFor } from '@splitsight/testkit';
import type { CameraId } from '@splitsight/wire';
import { describe, expect, it } from 'vitest';
import { site, topics } from '../testing/frames.ts';
import { addUser, type Caller, logIn } from '../testing/people.ts';
import { useWorkbench } from '../testing/workbench.ts';

const { start, connect, frame, watch } = useWorkbench();

describe('a viewer of one camera', () => {
  it('hears and reads of no other, of no other site, and not of its pictures', async () => {
    const said: string[] = [];
    const server = await start({ http: { login: 'required' } }, { say: (text: string) => said.push(text) });
    const once = /\w{5}(-\w{5}){3}/.exec(said.join(''))?.[0] ?? '';
    const admin = await logIn(server, 'admin', once, 'a ladder against the wall');
    const places = [{ site, cameras: ['gate'] }];
    const viewer = await addUser(server, admin, { name: 'vera', role: 'viewer', places });
    const all = await watch(server, admin.headers);
    const part = await watch(server, viewer.headers);

    const agent = await connect(server.mqtt);
    for (const camera of ['gate', 'shed'] as CameraId[]) {
      const topic = topics.format({ kind: 'camera', site, camera, leaf: 'features' });
      await agent.publishAsync(topic, frame({ red: 255 }), { qos: 1 });
    }
    const far = topics.format({
      kind: 'camera',
      site: 'harbour' as typeof site,
      camera: 'crane' as CameraId,
      leaf: 'features',
    });
    await agent.publishAsync(far, frame({ red: 255 }), { qos: 1 });
    await waitFor(() =>
      ['gate', 'shed', 'crane'].every((camera) => told(all.messages, 'alert').includes(`"${camera}"`)),
    );
    await waitFor(() =>
      ['gate', 'shed', 'crane'].every((camera) => told(all.messages, 'decisions').includes(`"${camera}"`)),
    );
    await waitFor(
      () => told(part.messages, 'alert').includes('"gate"') && told(part.messages, 'decisions').includes('"gate"'),
    );

    const greeted = await watch(server, viewer.headers);
    const read = await everythingReadable(admin, viewer);
    for (const text of [JSON.stringify(part.messages), JSON.stringify(greeted.messages), read]) {
      expect(text).toContain('gate');
      expect(text).not.toMatch(/shed|harbour|crane/);
    }
    const { alerts } = (await admin.ask('GET', '/api/v1/alerts')).body as { alerts: { id: string; camera: string }[] };
    const hidden = alerts.find(({ camera }) => camera === 'shed');
    const { body } = await admin.ask('GET', '/api/v1/openapi.json');
    const single = Object.keys((body as { paths: object }).paths).filter((url) =>
      /\/(alerts|reviews)\/\{\w+\}|\{camera\}/.test(url),
    );
    expect(single.length).toBeGreaterThan(3);
    for (const url of single) {
      const address = url.replace('{site}', site).replace('{camera}', 'shed');
      const asked = await viewer.ask('GET', address.replace(/\{\w+\}/, encodeURIComponent(hidden?.id ?? '')));
      expect(asked.status, url).toBeGreaterThanOrEqual(400);
    }
  });
});

const told = (messages: readonly { readonly type: string }[], type: string) =>
  JSON.stringify(messages.filter((message) => message.type === type));

/** What a viewer gets from every address without parameters that viewers may read. */
async function everythingReadable(admin: Caller, viewer: Caller): Promise<string> {
  const { body } = await admin.ask('GET', '/api/v1/openapi.json');
  const { paths } = body as { paths: Record<string, { get?: { description?: string } }> };
  const texts: string[] = [];
  for (const [url, { get }] of Object.entries(paths)) {
    if (!get?.description?.includes('view') || url.includes('{')) continue;
    const answer = await viewer.ask('GET', url);
    texts.push(`${url} ${JSON.stringify(answer.body)}`);
  }
  return texts.join('\n');
}
