import { readFileSync } from 'node:fs';
import { closest, distance } from 'fastest-levenshtein';
import { parse } from 'yaml';
import { z } from 'zod';
import { messageOf } from '../coded-error.ts';
import { kernelError } from './errors.ts';

/**
 * Reads a YAML configuration file against its schema.
 *
 * Unknown keys are refused with the nearest right name. Values are never quoted in errors: they may be secrets.
 *
 * @returns the parsed configuration with its defaults filled in, frozen through and through.
 * @throws CodedError CONFIG_UNREADABLE, CONFIG_SYNTAX or CONFIG_INVALID.
 */
export function loadConfigFile<Schema extends z.ZodType>(path: string, schema: Schema): z.output<Schema> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw kernelError('CONFIG_UNREADABLE', `${path} (${messageOf(error)})`, error);
  }
  return parseConfig(text, schema, path);
}

/** Parses the text of a configuration file; `name` is what errors call it. Errors as {@link loadConfigFile}. */
export function parseConfig<Schema extends z.ZodType>(text: string, schema: Schema, name: string): z.output<Schema> {
  let raw: unknown;
  try {
    raw = parse(text, { prettyErrors: false }) ?? {};
  } catch (error) {
    throw kernelError('CONFIG_SYNTAX', `${name} (${messageOf(error)})`, error);
  }
  const result = schema.safeParse(raw);
  if (result.success) return deepFreeze(result.data);
  const shape = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const problems = result.error.issues.map((issue) => describeIssue(issue, shape));
  throw kernelError('CONFIG_INVALID', `${name}: ${problems.join('; ')}`);
}

function describeIssue(issue: z.core.$ZodIssue, shape: unknown): string {
  const where = issue.path.map(String).join('.') || 'top level';
  if (issue.code !== 'unrecognized_keys') return `${where}: ${issue.message}`;
  const known = knownKeys(shape, issue.path);
  return issue.keys
    .map((key) => `${[...issue.path, key].map(String).join('.')}: unknown key${hint(key, known)}`)
    .join('; ');
}

function hint(key: string, known: readonly string[]): string {
  if (known.length === 0) return '';
  const nearest = closest(key, known);
  const near = distance(key, nearest) <= Math.max(2, Math.floor(key.length / 2));
  return near ? `, did you mean "${nearest}"?` : `; known keys: ${known.join(', ')}`;
}

/** The keys a JSON Schema allows at `path`. */
function knownKeys(shape: unknown, path: readonly PropertyKey[]): string[] {
  let node = shape;
  for (const step of path) {
    if (!isRecord(node)) return [];
    const properties = isRecord(node.properties) ? node.properties : {};
    node = typeof step === 'number' ? node.items : (properties[String(step)] ?? node.additionalProperties);
  }
  return isRecord(node) && isRecord(node.properties) ? Object.keys(node.properties) : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const child of Object.values(value)) deepFreeze(child);
  }
  return value;
}
