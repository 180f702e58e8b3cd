import { redactSecrets } from '@splitsight/kernel/node';

/** Takes every secret, and the user and password of every address, out of a text. */
export type Redact = (text: string) => string;

/** @param secrets longest first, none of them empty. */
export function createRedact(secrets: readonly string[]): Redact {
  return (text) => redactSecrets(secrets.reduce((clean, secret) => clean.replaceAll(secret, '***'), text));
}
