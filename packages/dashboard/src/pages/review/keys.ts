/** What a key does in the list of alerts. */
export type ReviewCommand =
  | 'next'
  | 'previous'
  | 'open'
  | 'mark'
  | 'clear'
  | 'acknowledge'
  | 'reopen'
  | 'true'
  | 'false'
  | 'unsure'
  | 'note'
  | 'help';

/** The keys, in the order in which the help lists them. They work while the list has the focus, and nowhere else. */
export const reviewKeys: readonly (readonly [ReviewCommand, readonly string[]])[] = [
  ['next', ['j', 'ArrowDown']],
  ['previous', ['k', 'ArrowUp']],
  ['open', ['Enter']],
  ['mark', ['x', ' ']],
  ['clear', ['Escape']],
  ['acknowledge', ['a']],
  ['reopen', ['r']],
  ['true', ['t']],
  ['false', ['f']],
  ['unsure', ['u']],
  ['note', ['n']],
  ['help', ['?']],
];

interface Pressed {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** The command of a key; undefined when it is none of the list's. */
export function commandOf({ key, ctrlKey, metaKey, altKey }: Pressed): ReviewCommand | undefined {
  if (ctrlKey || metaKey || altKey) return undefined;
  return reviewKeys.find(([, keys]) => keys.includes(key.length === 1 ? key.toLowerCase() : key))?.[0];
}
