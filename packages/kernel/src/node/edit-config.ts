import { type Document, isCollection, parseDocument } from 'yaml';

/** A place in a configuration and what shall stand there; undefined takes it out, so that its default counts. */
export interface ConfigEdit {
  readonly path: readonly (string | number)[];
  readonly value?: unknown;
}

/**
 * Changes values in the text of a YAML configuration; its comments and the order of its keys stay.
 *
 * The text must parse ({@link parseConfig} says what is wrong where it does not), the outcome need not be valid.
 */
export function editConfig(text: string, edits: readonly ConfigEdit[]): string {
  const document = parseDocument(text);
  for (const { path, value } of edits) {
    if (value !== undefined) set(document, path, value);
    else if (document.hasIn(path)) document.deleteIn(path);
  }
  return document.toString({ lineWidth: 120 });
}

/** What a YAML text holds, as it is written: no schema, no defaults. Null where it does not parse. */
export function readConfigValues(text: string): unknown {
  const document = parseDocument(text);
  if (document.errors.length > 0) return null;
  try {
    return document.toJS() ?? {};
  } catch {
    return null;
  }
}

function set(document: Document, path: readonly (string | number)[], value: unknown): void {
  // A section that is written without anything in it is no section to the parser.
  for (let depth = 1; depth < path.length; depth++) {
    const above = path.slice(0, depth);
    if (!isCollection(document.getIn(above, true))) document.setIn(above, document.createNode({}));
  }
  // A plain value goes into the node that is there, with its comment.
  document.setIn(path, typeof value === 'object' ? document.createNode(value) : value);
}
