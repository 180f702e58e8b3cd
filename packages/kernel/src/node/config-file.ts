import { readFileSync } from 'node:fs';
import { closest, distance } from 'fastest-levenshtein';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { messageOf } from '../coded-error.ts';
import { kernelError } from './errors.ts';
import { redactSecrets } from './log.ts';

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
  const result = schema.safeParse(parseYaml(text, name) ?? {}, { error: missing });
  if (result.success) return deepFreeze(result.data);
  const shape = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const problems = result.error.issues.map((issue) => describeIssue(issue, shape));
  throw kernelError('CONFIG_INVALID', `${name}: ${redactSecrets(problems.join('; '))}`);
}

/** What zod says of a key that is not there would be `expected string, received undefined`. */
function missing({ code, input, expected }: z.core.$ZodRawIssue): string | undefined {
  return code === 'invalid_type' && input === undefined ? `is missing (${String(expected)})` : undefined;
}

/** The parser's own messages quote the text, so errors say only where and of which kind. */
function parseYaml(text: string, name: string): unknown {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  // An unknown tag is only a warning to the parser, but it is no value that anyone meant.
  const [problem] = [...document.errors, ...document.warnings];
  if (problem) {
    const { line, col } = lines.linePos(problem.pos[0]);
    const kind = problem.code.toLowerCase().replaceAll('_', ' ');
    throw kernelError('CONFIG_SYNTAX', `${name}, line ${line}, column ${col} (${kind})`);
  }
  try {
    return document.toJS();
  } catch {
    throw kernelError('CONFIG_SYNTAX', `${name} (an alias without an anchor, or too many of them)`);
  }
}

function describeIssue(issue: z.core.$ZodIssue, shape: unknown): string {
  if (issue.code === 'invalid_union') {
    // What the nearest alternative lacks says more than "invalid input".
    const nearest = issue.errors.toSorted((a, b) => a.length - b.length)[0];
    const inside = nearest?.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
    if (inside?.length) return inside.map((inner) => describeIssue(inner, shape)).join('; ');
  }
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

/** The keys a JSON Schema allows at `path`, in any of its alternatives. */
function knownKeys(shape: unknown, path: readonly PropertyKey[]): string[] {
  if (!isRecord(shape)) return [];
  const alternatives = [shape.anyOf, shape.oneOf].flatMap((list) => (Array.isArray(list) ? list : []));
  const inside = alternatives.flatMap((alternative) => knownKeys(alternative, path));
  const properties = isRecord(shape.properties) ? shape.properties : {};
  const [step, ...rest] = path;
  if (step === undefined) return [...Object.keys(properties), ...inside];
  const child = typeof step === 'number' ? shape.items : (properties[String(step)] ?? shape.additionalProperties);
  return [...knownKeys(child, rest), ...inside];
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
