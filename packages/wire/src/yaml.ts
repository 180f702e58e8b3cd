/** Words that YAML would read as something else, and everything that is not a plain word, stand in quotes. */
const plain = /^[A-Za-z][A-Za-z0-9_./-]*$/;
const reserved = /^(true|false|null|yes|no|on|off|y|n)$/i;

/**
 * Writes plain data as YAML 1.2 that gives it again: what is undefined is left out, lists of words and numbers stand on one line.
 * Begins with a line break where it has several lines.
 */
export function formatYaml(value: unknown, indent = ''): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    if (value.every(isFlat)) return `[${value.map(flat).join(', ')}]`;
    return value.map((item) => `\n${indent}- ${formatYaml(item, `${indent}  `).replace(/^\n\s*/, '')}`).join('');
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
    return entries.map(([key, inner]) => `\n${indent}${key}:${spaced(formatYaml(inner, `${indent}  `))}`).join('');
  }
  return flat(value);
}

function spaced(text: string): string {
  return text.startsWith('\n') ? text : ` ${text}`;
}

function isFlat(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((item) => typeof item === 'number');
  return typeof value !== 'object' || value === null;
}

function flat(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flat).join(', ')}]`;
  if (typeof value === 'string') return plain.test(value) && !reserved.test(value) ? value : JSON.stringify(value);
  return JSON.stringify(value);
}
