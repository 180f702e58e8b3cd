import { describe, expect, it } from 'vitest';
import { composeServices, type Service } from './service.ts';
import { sleep } from './time.ts';

const never = new AbortController().signal;

function setUp() {
  const story: string[] = [];
  const service = (name: string, failure?: 'start' | 'stop'): Service => ({
    async start() {
      story.push(`start ${name}`);
      await sleep(1);
      if (failure === 'start') throw new Error(`${name} does not start`);
    },
    async stop() {
      await sleep(1);
      story.push(`stop ${name}`);
      if (failure === 'stop') throw new Error(`${name} does not stop`);
    },
  });
  return { story, service };
}

describe('services', () => {
  it('start in order and stop in reverse', async () => {
    const { story, service } = setUp();
    const all = composeServices([service('a'), service('b'), service('c')]);
    await all.start(never);
    await all.stop();
    expect(story).toEqual(['start a', 'start b', 'start c', 'stop c', 'stop b', 'stop a']);
  });

  it('stop once, however often they are told to, and whoever asks waits until they have', async () => {
    const { story, service } = setUp();
    const all = composeServices([service('a'), service('b')]);
    await all.start(never);
    const first = all.stop();
    await all.stop();
    expect(story).toEqual(['start a', 'start b', 'stop b', 'stop a']);
    await first;
    await all.stop();
    expect(story).toHaveLength(4);
  });

  it('stop again when one does not start, and its failure is the one passed on', async () => {
    const { story, service } = setUp();
    const all = composeServices([service('a', 'stop'), service('b', 'start'), service('c')]);
    await expect(all.start(never)).rejects.toThrow('b does not start');
    expect(story).toEqual(['start a', 'start b', 'stop b', 'stop a']);
    await all.stop();
    expect(story).toHaveLength(4);
  });

  it('all stop even when one fails to', async () => {
    const { story, service } = setUp();
    const all = composeServices([service('a'), service('b', 'stop'), service('c')]);
    await all.start(never);
    await expect(all.stop()).rejects.toThrow('b does not stop');
    expect(story.slice(3)).toEqual(['stop c', 'stop b', 'stop a']);
    await all.stop();
  });

  it('do not start once their signal is aborted', async () => {
    const { story, service } = setUp();
    const abort = new AbortController();
    const last: Service = { ...service('b'), start: async () => abort.abort() };
    const all = composeServices([service('a'), last, service('c')]);
    await expect(all.start(abort.signal)).rejects.toThrow(/abort/);
    expect(story).toEqual(['start a', 'stop b', 'stop a']);
  });

  it('do not go on starting when they are stopped meanwhile', async () => {
    const { story, service } = setUp();
    const all = composeServices([service('a'), service('b'), service('c')]);
    const started = all.start(never);
    await all.stop();
    await started;
    await all.stop();
    expect(story).toEqual(['start a', 'stop a']);
  });
});
