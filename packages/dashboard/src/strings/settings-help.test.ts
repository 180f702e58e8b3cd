import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readShape, type Shape } from '../pages/settings/schema-shape.ts';
import { settingsHelp } from './ru/settings-help.ts';

const schema: unknown = JSON.parse(
  readFileSync(new URL('../../../../docs/generated/server-config.schema.json', import.meta.url), 'utf8'),
);

/** All that a form says of its keys. */
function helpOf(shape: Shape): readonly string[] {
  const inside =
    shape.kind === 'section' ? shape.keys.map((key) => key.shape) : shape.kind === 'list' ? [shape.item] : [];
  return [...(shape.help === undefined ? [] : [shape.help]), ...inside.flatMap(helpOf)];
}

it('all that the schema of the configuration says of its keys is there in Russian, and nothing else', () => {
  const said = new Set(helpOf(readShape(schema)));
  expect(said.size).toBeGreaterThan(70);
  expect([...said].filter((text) => !/[а-я]/.test(settingsHelp[text] ?? ''))).toEqual([]);
  expect(Object.keys(settingsHelp).filter((text) => !said.has(text))).toEqual([]);
});

it('a form says it in the language of the page, and what is not known as the server says it', () => {
  const translated = (text: string) => settingsHelp[text] ?? text;
  const shape = readShape(
    {
      type: 'object',
      properties: {
        log_level: { type: 'string', description: 'how much is logged' },
        warp: { type: 'array', items: { type: 'string', description: 'how fast' } },
      },
    },
    translated,
  );
  expect(helpOf(shape)).toEqual(['насколько подробен журнал', 'how fast']);
});
