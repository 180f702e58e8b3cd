import type { NodeView } from '@splitsight/wire';
import { describe, expect, it } from 'vitest';
import { applyLive, emptyLiveState } from '../../live/live-state.ts';
import { createFakeSite } from '../../testing/fake-site.ts';
import { rankOf, troublesOf } from './node-trouble.ts';

const live = applyLive(emptyLiveState, createFakeSite({ cameras: 1 }).hello(100_000));
const [sound] = [...live.nodes.values()];

function node(over: Partial<NodeView>, health: Partial<NonNullable<NodeView['health']>> = {}): NodeView {
  if (!sound?.health) throw new Error('the fake site has no node with health');
  return { ...sound, health: { ...sound.health, at: 100_000, ...health }, ...over };
}

describe('a node', () => {
  it('has no trouble while it is online, cool, connected and heard', () => {
    expect(troublesOf(node({}), 105_000)).toEqual([]);
  });

  it('is silent when its reports stop, though nobody said that it is offline', () => {
    expect(troublesOf(node({}), 140_000)).toEqual(['silent']);
    expect(troublesOf(node({ status: 'offline' }), 140_000)).toEqual(['offline']);
  });

  it('has no trouble with the messages that are on their way', () => {
    const uplink = { connected: true, waiting: 10, dropped: {} };
    expect(troublesOf(node({}, { uplink }), 100_000)).toEqual([]);
    expect(troublesOf(node({}, { uplink: { ...uplink, waiting: 11 } }), 100_000)).toEqual(['spool']);
  });

  it('tells a lost uplink, what waits, and heat, the worst first', () => {
    const uplink = { connected: false, waiting: 12, dropped: {} };
    const troubles = troublesOf(node({}, { uplink, cpu_temperature_c: 81 }), 100_000);
    expect(troubles).toEqual(['uplink', 'spool', 'hot']);
    expect(rankOf(troubles)).toBeLessThan(rankOf(['hot']));
    expect(rankOf(['hot'])).toBeLessThan(rankOf([]));
  });

  it('tells what waits on its disk, and a disk that is full or fails', () => {
    const spool = { messages: 0, bytes: 12_288, oldest_at: null, written: 0, sent: 0, dropped: {} };
    const troublesWith = (over: object) => troublesOf(node({}, { spool: { ...spool, state: 'ok', ...over } }), 100_000);
    expect(troublesWith({})).toEqual([]);
    expect(troublesWith({ messages: 3 })).toEqual(['spool']);
    expect(troublesWith({ state: 'failing' })).toEqual(['disk']);
    expect(troublesWith({ state: 'full', messages: 3 })).toEqual(['disk', 'spool']);
  });

  it('without any report is not called hot', () => {
    expect(troublesOf(node({ health: null }), 100_000)).toEqual([]);
  });
});
