import { createHash, randomBytes, randomInt } from 'node:crypto';

/** What API tokens begin with, so that people and scanners of leaked secrets know one when they see it. */
export const tokenPrefix = 'sst_';

/** A secret that nobody can guess: 256 random bits. */
export function createSecret(prefix = ''): string {
  return `${prefix}${randomBytes(32).toString('base64url')}`;
}

/** What is kept of such a secret. Those that are random need no slow hash. */
export function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Without letters and digits that look alike. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';

/** A password to be used once: 20 letters and digits in groups, 99 random bits. */
export function createOneTimePassword(): string {
  const groups = Array.from({ length: 4 }, () =>
    Array.from({ length: 5 }, () => alphabet.charAt(randomInt(alphabet.length))).join(''),
  );
  return groups.join('-');
}
