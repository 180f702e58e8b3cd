import { readFileSync } from 'node:fs';
import { createTopics } from '@splitsight/wire';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { generatedFiles } from '../../scripts/generate.ts';

const refSchema = z.object({ $ref: z.string() });
const refs = z.record(z.string(), refSchema);

/** What AsyncAPI 3.0 demands of the parts we use. */
const asyncApiSchema = z.strictObject({
  asyncapi: z.literal('3.0.0'),
  info: z.strictObject({
    title: z.string(),
    version: z.string(),
    description: z.string(),
    license: z.strictObject({ name: z.string() }),
  }),
  servers: z.record(
    z.string(),
    z.strictObject({ host: z.string(), protocol: z.literal('mqtt'), protocolVersion: z.string() }),
  ),
  channels: z.record(
    z.string(),
    z.strictObject({ address: z.string(), summary: z.string(), messages: refs, parameters: refs }),
  ),
  operations: z.record(
    z.string(),
    z.strictObject({
      action: z.enum(['send', 'receive']),
      channel: refSchema,
      messages: z.array(refSchema).min(1),
      tags: z.array(z.strictObject({ name: z.string() })),
      bindings: z.strictObject({
        mqtt: z.strictObject({ qos: z.int().min(0).max(2), retain: z.boolean(), bindingVersion: z.literal('0.2.0') }),
      }),
    }),
  ),
  components: z.strictObject({
    messages: z.record(
      z.string(),
      z.strictObject({ name: z.string(), contentType: z.string(), payload: refSchema.optional() }),
    ),
    schemas: z.record(z.string(), z.looseObject({ type: z.string() })),
    parameters: z.record(z.string(), z.strictObject({ description: z.string() })),
  }),
});

describe('a generated file', () => {
  it.each([...generatedFiles()])('is up to date (pnpm generate): %s', (path, text) => {
    expect(readFileSync(path, 'utf8')).toBe(text);
  });
});

describe('the AsyncAPI document', () => {
  const raw: unknown = JSON.parse(generatedFiles().get('docs/generated/asyncapi.json') ?? '');
  const document = asyncApiSchema.parse(raw);

  it('points to nothing that is not there', () => {
    const pointers = [...JSON.stringify(raw).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, pointer = '']) => pointer);
    expect(pointers.length).toBeGreaterThan(20);
    for (const pointer of pointers) expect(resolvePointer(raw, pointer), pointer).toBeDefined();
  });

  it('has addresses that are topics of the protocol, with a parameter for each id', () => {
    for (const { address, parameters } of Object.values(document.channels)) {
      const ids = [...address.matchAll(/\{(\w+)\}/g)].map(([, id]) => id);
      expect(Object.keys(parameters)).toEqual(ids);
      const topic = address.replaceAll(/[{}]/g, '');
      expect(createTopics().format(createTopics().parse(topic))).toBe(topic);
    }
  });

  it('says of each topic what docs/protocol.md says of it', () => {
    const rows = [
      ...readFileSync('docs/protocol.md', 'utf8').matchAll(/^\| `(splitsight\/\S+)` \| (\w+) \| (yes|no) \| (\d) \|/gm),
    ].map(([, topic = '', from, retained, qos]) => ({ topic, from, retain: retained === 'yes', qos: Number(qos) }));
    const channels = Object.values(document.operations).map(({ channel, tags, bindings }) => ({
      topic: (document.channels[channel.$ref.split('/').at(-1) ?? '']?.address ?? '')
        .replaceAll('{', '<')
        .replaceAll('}', '>'),
      from: tags[0]?.name,
      retain: bindings.mqtt.retain,
      qos: bindings.mqtt.qos,
    }));
    expect(channels).toEqual(rows);
  });
});

function resolvePointer(node: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .reduce<unknown>((at, key) => z.record(z.string(), z.unknown()).safeParse(at).data?.[key], node);
}
