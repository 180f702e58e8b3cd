import { minPasswordLength } from '@splitsight/wire';

const minDifferent = 5;

/** Why a new password is no good; undefined when it is. Lengths are bounded by the schema. */
export function weaknessOf(password: string, name: string, before?: string): string | undefined {
  const plain = password.toLowerCase();
  if (password === before) return 'it is the old one';
  if (name.length >= 4 && plain.replaceAll(name, '').length < minPasswordLength)
    return 'it is mostly the name of the user';
  if (/splitsight/.test(plain) && plain.replaceAll('splitsight', '').length < minPasswordLength) {
    return 'it is mostly the name of this program';
  }
  if (new Set(plain).size < minDifferent) return `it has fewer than ${minDifferent} different characters`;
  if (isRow(plain)) return 'it is a row of characters that follow each other';
  return undefined;
}

const rows = [
  '01234567890123456789',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiopasdfghjklzxcvbnm',
  'йцукенгшщзхъфывапролджэячсмитьбю',
];

/** Whether all of it is on the keyboard or in the alphabet, one after the other. */
function isRow(password: string): boolean {
  const backwards = [...password].reverse().join('');
  return rows.some((row) => (row + row).includes(password) || (row + row).includes(backwards));
}
