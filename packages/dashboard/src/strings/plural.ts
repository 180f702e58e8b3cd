/** The forms of a word that a language has; `other` also serves fractions. */
export interface Forms {
  readonly one: string;
  readonly few?: string;
  readonly many?: string;
  readonly other: string;
}

/** Chooses the form of a word that goes with a number. */
export interface Plural<Language extends Forms> {
  /** Only the word: `cameras`. */
  word(count: number, forms: Language): string;
  /** The number and the word: `12 cameras`. */
  counted(count: number, forms: Language): string;
}

export function createPlural<Language extends Forms>(locale: string): Plural<Language> {
  const rules = new Intl.PluralRules(locale);
  const number = new Intl.NumberFormat(locale);
  const word = (count: number, forms: Language) => {
    const known: Forms = forms;
    const rule = rules.select(count);
    return (rule === 'zero' || rule === 'two' ? undefined : known[rule]) ?? known.other;
  };
  return { word, counted: (count, forms) => `${number.format(count)} ${word(count, forms)}` };
}
