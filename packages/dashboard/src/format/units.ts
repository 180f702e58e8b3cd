import { language } from '../strings/language.ts';

const english = { ms: 'ms', s: 's', min: 'min', h: 'h', d: 'd', B: 'B', kB: 'kB', MB: 'MB', GB: 'GB' };
const russian: typeof english = {
  ms: 'мс',
  s: 'с',
  min: 'мин',
  h: 'ч',
  d: 'дн.',
  B: 'Б',
  kB: 'кБ',
  MB: 'МБ',
  GB: 'ГБ',
};

/** The units' signs in the present language. */
export function units(): typeof english {
  return language() === 'ru' ? russian : english;
}
