import { z } from 'zod';

const nodeSchema = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  description: z.string().optional(),
  default: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  items: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  additionalProperties: z.unknown().optional(),
});
type Node = z.output<typeof nodeSchema>;

/** The JSON Schema of a configuration file, for editors. */
export function configSchema(schema: z.ZodType, title: string): object {
  return { title, ...z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) };
}

/** The reference page of a configuration file: every key, its type, its default, what it is for. */
export function configReference(schema: z.ZodType, title: string, intro: string): string {
  const rows = rowsOf(nodeSchema.parse(configSchema(schema, title)), '');
  return [
    `# ${title}`,
    '',
    '<!-- Written by `pnpm generate`: change the schema, not this page. -->',
    '',
    intro,
    '',
    '| key | type | default | what it is for |',
    '| --- | --- | --- | --- |',
    ...rows.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`),
    '',
  ].join('\n');
}

function rowsOf(node: Node, path: string): string[][] {
  return Object.entries(node.properties ?? {}).flatMap(([key, raw]) => {
    const child = nodeSchema.parse(raw);
    const name = path ? `${path}.${key}` : key;
    const required = node.required?.includes(key) ?? false;
    return [
      [`\`${name}\``, typeOf(child), defaultOf(child, required), child.description ?? ''],
      ...inside(child, name),
    ];
  });
}

/** The rows below a key: those of a section, of a list's items, of a record's values, of every alternative. */
function inside(node: Node, name: string): string[][] {
  const alternatives = [...(node.anyOf ?? []), ...(node.oneOf ?? [])].map((option) => nodeSchema.parse(option));
  const seen = new Set<string>();
  return [
    ...rowsOf(node, name),
    ...below(node.items, `${name}[]`),
    ...below(node.additionalProperties, `${name}.<name>`),
    ...alternatives.flatMap((option) => inside(option, name)),
  ].filter(([key = '']) => !seen.has(key) && seen.add(key));
}

function below(raw: unknown, name: string): string[][] {
  const node = nodeSchema.safeParse(raw);
  return node.success ? inside(node.data, name) : [];
}

function typeOf(node: Node): string {
  if (node.enum) return node.enum.map((value) => `\`${value}\``).join(', ');
  if (node.const !== undefined) return `\`${node.const}\``;
  const alternatives = [...(node.anyOf ?? []), ...(node.oneOf ?? [])];
  if (alternatives.length > 0)
    return [...new Set(alternatives.map((option) => typeOf(nodeSchema.parse(option))))].join(' or ');
  if (node.type === 'array') return 'list';
  if (node.type === 'object') return 'section';
  return `${node.type ?? 'any'}${rangeOf(node)}`;
}

function rangeOf({ minimum, maximum }: Node): string {
  const [low, high] = [minimum, maximum].map((bound) =>
    Math.abs(bound ?? Infinity) >= Number.MAX_SAFE_INTEGER ? '' : bound,
  );
  if (low !== '' && high !== '') return `, ${low} to ${high}`;
  if (low !== '') return `, ${low} or more`;
  return high === '' ? '' : `, at most ${high}`;
}

function defaultOf(node: Node, required: boolean): string {
  if (node.default === null) return '`null`';
  const words: unknown[] = Array.isArray(node.default) ? node.default : [];
  if (words.length > 0 && words.every((word) => typeof word === 'string')) return `\`[${words.join(', ')}]\``;
  if (typeof node.default === 'object') return '';
  if (node.default !== undefined) return `\`${node.default}\``;
  return required ? '(required)' : '';
}
