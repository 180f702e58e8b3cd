import type { Strings } from './en/index.ts';
import { type Language, setLanguage } from './language.ts';

/**
 * Everything the page says, in the present language.
 *
 * Read it while drawing, never while a module is loaded: it is there only once {@link loadStrings} is done, and is
 * another object after the language was changed.
 */
export let strings: Strings;

/** Loads one language, and has the page speak it from the next drawing on. */
export async function loadStrings(language: Language): Promise<void> {
  strings = language === 'ru' ? (await import('./ru/index.ts')).ru : (await import('./en/index.ts')).en;
  setLanguage(language);
}

export type { Strings };
