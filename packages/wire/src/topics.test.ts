import { isCodedError } from '@splitsight/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CameraId, type HeadName, idPattern, type NodeId, type SiteId } from './ids.ts';
import { createTopics, type Topic } from './topics.ts';

const topics = createTopics();
const id = <Id extends string>() => fc.stringMatching(idPattern).map((text) => text as Id);
const site = id<SiteId>();
const camera = id<CameraId>();
const anyTopic: fc.Arbitrary<Topic> = fc.oneof(
  fc.record({
    kind: fc.constant('node' as const),
    site,
    node: id<NodeId>(),
    leaf: fc.constantFrom('status', 'info', 'health', 'time', 'time/get'),
  }),
  fc.record({
    kind: fc.constant('camera' as const),
    site,
    camera,
    leaf: fc.constantFrom(
      ...(['status', 'features', 'snapshot', 'snapshot/get', 'pictures/set', 'pictures/state'] as const),
      ...(['enabled/set', 'enabled/state'] as const),
    ),
  }),
  fc.record({ kind: fc.constant('alerts' as const), site }),
  fc.record({ kind: fc.constant('alert' as const), site, camera, head: id<HeadName>() }),
  fc.record({ kind: fc.constant('head' as const), site, head: id<HeadName>() }),
);

describe('a topic', () => {
  it.each([
    ['splitsight/v1/home/node/pi-1/status', { kind: 'node', site: 'home', node: 'pi-1', leaf: 'status' }],
    ['splitsight/v1/home/node/pi-1/info', { kind: 'node', site: 'home', node: 'pi-1', leaf: 'info' }],
    ['splitsight/v1/home/node/pi-1/health', { kind: 'node', site: 'home', node: 'pi-1', leaf: 'health' }],
    ['splitsight/v1/home/node/pi-1/time', { kind: 'node', site: 'home', node: 'pi-1', leaf: 'time' }],
    ['splitsight/v1/home/node/pi-1/time/get', { kind: 'node', site: 'home', node: 'pi-1', leaf: 'time/get' }],
    ['splitsight/v1/home/cam/yard/status', { kind: 'camera', site: 'home', camera: 'yard', leaf: 'status' }],
    ['splitsight/v1/home/cam/yard/features', { kind: 'camera', site: 'home', camera: 'yard', leaf: 'features' }],
    ['splitsight/v1/home/cam/yard/snapshot', { kind: 'camera', site: 'home', camera: 'yard', leaf: 'snapshot' }],
    [
      'splitsight/v1/home/cam/yard/snapshot/get',
      { kind: 'camera', site: 'home', camera: 'yard', leaf: 'snapshot/get' },
    ],
    [
      'splitsight/v1/home/cam/yard/pictures/set',
      { kind: 'camera', site: 'home', camera: 'yard', leaf: 'pictures/set' },
    ],
    [
      'splitsight/v1/home/cam/yard/enabled/state',
      { kind: 'camera', site: 'home', camera: 'yard', leaf: 'enabled/state' },
    ],
    ['splitsight/v1/home/alerts', { kind: 'alerts', site: 'home' }],
    ['splitsight/v1/home/alert/yard/fire', { kind: 'alert', site: 'home', camera: 'yard', head: 'fire' }],
    ['splitsight/v1/home/head/fire/state', { kind: 'head', site: 'home', head: 'fire' }],
  ])('reads as what it is about: %s', (text, topic) => {
    expect(topics.parse(text)).toEqual(topic);
  });

  it('comes back as it went, under any prefix', () => {
    fc.assert(
      fc.property(anyTopic, fc.stringMatching(/^[a-z]{1,9}(\/[a-z]{1,9})?$/), (topic, prefix) => {
        const own = createTopics(prefix);
        expect(own.parse(own.format(topic))).toEqual(topic);
      }),
    );
  });

  it.each([
    'splitsight/v1/home/alerts/',
    'splitsight/v1/home/alerts/yard',
    'splitsight/v1/home',
    'splitsight/v1/home/cam/yard',
    'splitsight/v1/home/cam/yard/features/',
    'splitsight/v1/home/cam/yard/features/x',
    'splitsight/v1/home/cam/yard/snapshot/set',
    'splitsight/v1/home/cam/yard/pictures',
    'splitsight/v1/home/cam/yard/health',
    'splitsight/v1/home/node/pi-1/features',
    'splitsight/v1/home/head/fire/status',
    'splitsight/v2/home/alerts',
    'Splitsight/v1/home/alerts',
    'homeassistant/device/x/config',
    '$SYS/broker/uptime',
    '',
  ])('is refused when it is not of this protocol: %j', (text) => {
    expect(codeOf(text)).toBe('WIRE_TOPIC');
  });

  it.each([
    'splitsight/v1//alerts',
    'splitsight/v1/+/alerts',
    'splitsight/v1/home/cam/#/features',
    'splitsight/v1/home/cam/../features',
    'splitsight/v1/Home/cam/yard/features',
    `splitsight/v1/home/cam/${'x'.repeat(64)}/features`,
  ])('is refused when it has no id where one belongs: %j', (text) => {
    expect(codeOf(text)).toBe('WIRE_ID');
  });

  it('is refused with a code, whatever the text, or reads back as the same text', () => {
    const level = fc.oneof(
      fc.constantFrom('', 'home', 'cam', 'node', 'alert', 'alerts', 'status', '+', '#'),
      fc.string(),
    );
    const text = fc.array(level, { maxLength: 7 }).map((levels) => `splitsight/v1/${levels.join('/')}`);
    fc.assert(
      fc.property(fc.oneof(text, fc.string()), (topic) => {
        const code = codeOf(topic);
        if (code === undefined) expect(topics.format(topics.parse(topic))).toBe(topic);
        else expect(['WIRE_TOPIC', 'WIRE_ID']).toContain(code);
      }),
      { numRuns: 2000 },
    );
  });
});

it('a subscription to every camera or node has a wildcard for the site and the id', () => {
  expect(topics.every('camera', 'features')).toBe('splitsight/v1/+/cam/+/features');
  expect(topics.everyOf('home' as SiteId, 'snapshot/get')).toBe('splitsight/v1/home/cam/+/snapshot/get');
  expect(createTopics('a').every('node', 'status')).toBe('a/v1/+/node/+/status');
});

function codeOf(text: string): string | undefined {
  try {
    topics.parse(text);
    return undefined;
  } catch (error) {
    if (isCodedError(error)) return error.code;
    throw error;
  }
}
