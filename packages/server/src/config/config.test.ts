import { fileURLToPath } from 'node:url';
import { loadConfigFile, parseConfig } from '@splitsight/kernel/node';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { serverConfigSchema } from './schema.ts';

const example = fileURLToPath(new URL('../../../../deploy/server.example.yaml', import.meta.url));

describe('the configuration', () => {
  it('has an example file that spells out every default', () => {
    const spelled = loadConfigFile(example, z.unknown());
    expect(spelled).toEqual(serverConfigSchema.parse({}));
    expect(loadConfigFile(example, serverConfigSchema)).toEqual(spelled);
  });

  it('listens on loopback unless told otherwise', () => {
    const { mqtt, http } = serverConfigSchema.parse({});
    expect([mqtt.host, http.host]).toEqual(['127.0.0.1', '127.0.0.1']);
  });

  it.each([
    ['mqtt: {prot: 1883}', 'mqtt.prot: unknown key, did you mean "port"?'],
    ['store: {retention: 3}', 'unknown key'],
    ['heads: [{model: m, rule: {treshold: 0.5}}]', 'heads.0.rule.treshold: unknown key, did you mean "threshold"?'],
    ['topics_prefix: x', 'topics_prefix: unknown key, did you mean "topic_prefix"?'],
  ])('names the nearest right key for %s', (text, message) => {
    expect(() => parseConfig(text, serverConfigSchema, 'server.yaml')).toThrow(message);
  });

  it.each([
    'mqtt: {port: 70000}',
    'http: {port: "x"}',
    'admit: {late_s: -1}',
    'heads: [{rule: {}}]',
    'log_level: loud',
  ])('refuses %s', (text) => {
    expect(() => parseConfig(text, serverConfigSchema, 'server.yaml')).toThrow(/CONFIG_INVALID|not valid/);
  });

  it('describes every key', () => {
    const undescribed: string[] = [];
    const visit = (node: unknown, path: string) => {
      const { properties, items } = z
        .looseObject({ properties: z.record(z.string(), z.unknown()).optional(), items: z.unknown().optional() })
        .parse(node);
      for (const [key, child] of Object.entries(properties ?? {})) {
        if (!z.object({ description: z.string().min(10) }).safeParse(child).success) undescribed.push(`${path}.${key}`);
        visit(child, `${path}.${key}`);
      }
      if (items) visit(items, `${path}[]`);
    };
    visit(z.toJSONSchema(serverConfigSchema, { io: 'input' }), '');
    expect(undescribed).toEqual([]);
  });
});
