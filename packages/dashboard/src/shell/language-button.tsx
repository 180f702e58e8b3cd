import { mayLeave } from '../address/unsaved.ts';
import { type Language, language, languages, rememberLanguage } from '../strings/language.ts';
import { strings } from '../strings/strings.ts';

const order = Object.keys(languages).filter((name): name is Language => name in languages);

/** Goes round the languages. */
export function LanguageButton({ onChoose }: { readonly onChoose: (chosen: Language) => void }) {
  const present = language();
  const next = order[(order.indexOf(present) + 1) % order.length] ?? 'en';
  const choose = () => {
    if (!mayLeave()) return;
    rememberLanguage(next);
    onChoose(next);
  };
  // What is read aloud begins with what is seen.
  const label = `${present.toUpperCase()}. ${strings.common.language}: ${languages[next].name}`;
  return (
    <button type="button" className="tool tool-text" title={label} aria-label={label} onClick={choose}>
      {present.toUpperCase()}
    </button>
  );
}
