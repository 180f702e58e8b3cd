import { recall, remember } from '../page/remembered.ts';

/** The languages that the page speaks, and how each writes dates and numbers. */
export const languages = {
  en: { name: 'English', locale: 'en-GB' },
  ru: { name: 'Русский', locale: 'ru-RU' },
} as const;
export type Language = keyof typeof languages;

const key = 'splitsight.language';
let present: Language = 'en';

/** The language that the page speaks now. */
export function language(): Language {
  return present;
}

/** The present language for `Intl`. */
export function locale(): string {
  return languages[present].locale;
}

/** The language chosen on this machine, or else the first that its browser asks for and the page speaks. */
export function wantedLanguage(): Language {
  const asked = [recall(key), ...(globalThis.navigator?.languages ?? [])];
  for (const tag of asked) {
    const known = isLanguage(tag?.slice(0, 2).toLowerCase());
    if (known) return known;
  }
  return 'en';
}

/** From now on the page writes in `chosen`; `loadStrings` loads its words. */
export function setLanguage(chosen: Language): void {
  present = chosen;
}

export function rememberLanguage(chosen: Language): void {
  remember(key, chosen);
}

function isLanguage(tag: string | undefined): Language | undefined {
  return tag === 'en' || tag === 'ru' ? tag : undefined;
}
