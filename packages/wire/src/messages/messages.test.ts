import { readFileSync } from 'node:fs';
import { isCodedError } from '@splitsight/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Alert, alertEventSchema, alertStateSchema } from './alert.ts';
import { liveMessageSchema, liveRequestSchema } from './live.ts';
import { cameraStatusSchema, nodeHealthSchema, nodeInfoSchema, nodeStatusSchema } from './node.ts';
import { maxJsonBytes, parseJsonMessage, parseMessage } from './parse.ts';

const protocol = readFileSync(new URL('../../../../docs/protocol.md', import.meta.url), 'utf8');
/** The alert event of docs/protocol.md. */
const example = /```json\n(\{\n {2}"type": "new"[^`]+)```/.exec(protocol)?.[1] ?? '';

const schemas = {
  alertEventSchema,
  cameraStatusSchema,
  nodeHealthSchema,
  nodeInfoSchema,
  liveMessageSchema,
  liveRequestSchema,
};

describe('a JSON message', () => {
  it('is what the protocol document shows', () => {
    const event = parseJsonMessage(alertEventSchema, example);
    expect(event.after).toMatchObject({ camera: 'yard', head: 'fire', peak: Math.fround(0.97) });
    expect(event).toEqual(JSON.parse(example));
  });

  it('may say more than this version knows', () => {
    const status = { state: 'online', since: 1, node: 'pi-1', colour: 'blue' };
    expect(parseJsonMessage(cameraStatusSchema, JSON.stringify(status))).toEqual({
      state: 'online',
      since: 1,
      node: 'pi-1',
    });
  });

  it.each([
    ['no JSON', '{"state":'],
    ['nothing', ''],
    ['a state that does not exist', '{"state":"asleep","since":1,"node":"pi-1"}'],
    ['a moment that is no whole number', '{"state":"online","since":1.5,"node":"pi-1"}'],
    ['a moment before the epoch', '{"state":"online","since":-1,"node":"pi-1"}'],
    ['an id that is none', '{"state":"online","since":1,"node":"pi/1"}'],
    ['a lacking key', '{"state":"online","since":1}'],
    ['null', 'null'],
  ])('is refused when it is or has %s', (_, text) => {
    expect(codeOf(() => parseJsonMessage(cameraStatusSchema, text))).toBe('WIRE_JSON');
  });

  it('is refused before it is parsed when it is too long', () => {
    expect(codeOf(() => parseJsonMessage(cameraStatusSchema, `"${'x'.repeat(maxJsonBytes)}"`))).toBe('WIRE_TOO_LARGE');
  });

  it.each(Object.entries(schemas))('is refused with one short line, whatever the value: %s', (_, schema) => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), (text) => {
        try {
          parseJsonMessage(schema, text);
        } catch (error) {
          expect(isCodedError(error, 'WIRE_JSON')).toBe(true);
          expect(String(error).length).toBeLessThan(400);
          expect(String(error)).not.toContain('\n');
        }
      }),
      { numRuns: 500 },
    );
  });
});

it('a status and an alert state are bare words', () => {
  expect(parseMessage(nodeStatusSchema, 'offline')).toBe('offline');
  expect(parseMessage(alertStateSchema, 'ON')).toBe('ON');
  expect(codeOf(() => parseMessage(alertStateSchema, 'on'))).toBe('WIRE_JSON');
});

it('an alert ends with a moment or none, never without the key', () => {
  const event: { after: Partial<Alert> } = JSON.parse(example);
  delete event.after.ended_at;
  expect(codeOf(() => parseMessage(alertEventSchema, event))).toBe('WIRE_JSON');
});

function codeOf(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (isCodedError(error)) return error.code;
    throw error;
  }
}
