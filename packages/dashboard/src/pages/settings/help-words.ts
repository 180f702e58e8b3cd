import { useEffect, useState } from 'react';
import { language } from '../../strings/language.ts';

/** What the schema says of its keys, in the language of the page. The server says it in English. */
export function useHelpWords(): (text: string) => string {
  const [words, setWords] = useState<ReadonlyMap<string, string>>(new Map());
  const spoken = language();
  useEffect(() => {
    if (spoken !== 'ru') return setWords(new Map());
    let isOver = false;
    const take = ({ settingsHelp }: { readonly settingsHelp: Readonly<Record<string, string>> }) => {
      if (!isOver) setWords(new Map(Object.entries(settingsHelp)));
    };
    // Without the words, when the server is away, English does.
    import('../../strings/ru/settings-help.ts').then(take, () => undefined);
    return () => {
      isOver = true;
    };
  }, [spoken]);
  return (text) => words.get(text) ?? text;
}
