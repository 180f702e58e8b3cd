import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A model's card. */
export const cardFile = 'README.md';

/** Reads the card of the model in `directory`; a heading where there is none. */
export function readCard(directory: string, name: string): string {
  try {
    return readFileSync(join(directory, cardFile), 'utf8');
  } catch {
    return `# ${name}\n`;
  }
}

/** Puts a section into a Markdown text, in place of the one of the same title, or at the end. */
export function withSection(text: string, title: string, body: string): string {
  const section = `## ${title}\n\n${body.trim()}\n`;
  const start = text.search(new RegExp(`^## ${title}$`, 'm'));
  if (start < 0) return `${text.trimEnd()}\n\n${section}`;
  const rest = text.slice(start + 3).search(/^## /m);
  const after = rest < 0 ? '' : `\n${text.slice(start + 3 + rest)}`;
  return `${text.slice(0, start)}${section}${after}`;
}
