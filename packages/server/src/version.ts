import { readFileSync } from 'node:fs';

/** The version of this package. */
export const version = readVersion(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

function readVersion(text: string): string {
  const manifest: unknown = JSON.parse(text);
  const isManifest = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return isManifest && typeof manifest.version === 'string' ? manifest.version : 'unknown';
}
