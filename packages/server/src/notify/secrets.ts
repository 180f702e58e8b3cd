import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Locks secrets up for the database and opens them again. */
export interface Vault {
  seal(text: string, purpose: string): Uint8Array;
  /** @returns null when it was sealed with another key, for another purpose, or has been changed. */
  open(sealed: Uint8Array, purpose: string): string | null;
}

/** The key of secrets in the database lies beside it. */
export const keyFile = 'notify.key';

const keyBytes = 32;
const ivBytes = 12;
const tagBytes = 16;
const cipher = 'aes-256-gcm';

/**
 * Opens the vault whose key lies in a file of its own, readable by the server's user alone; makes the key if there is none.
 * A copy of the database, or a backup of it, then tells nobody the secrets.
 */
export function openVault(path: string): Vault {
  let key: Buffer | undefined;
  // Read when it is first needed: a server without channels keeps no key.
  const keyOf = () => {
    key ??= readOrMake(path);
    return key;
  };
  return {
    seal(text, purpose) {
      const iv = randomBytes(ivBytes);
      const sealing = createCipheriv(cipher, keyOf(), iv).setAAD(Buffer.from(purpose));
      const sealed = Buffer.concat([sealing.update(text, 'utf8'), sealing.final()]);
      return Buffer.concat([iv, sealing.getAuthTag(), sealed]);
    },
    open(sealed, purpose) {
      try {
        const opening = createDecipheriv(cipher, keyOf(), sealed.subarray(0, ivBytes), { authTagLength: tagBytes });
        opening.setAAD(Buffer.from(purpose)).setAuthTag(sealed.subarray(ivBytes, ivBytes + tagBytes));
        return opening.update(sealed.subarray(ivBytes + tagBytes), undefined, 'utf8') + opening.final('utf8');
      } catch {
        return null;
      }
    },
  };
}

function readOrMake(path: string): Buffer {
  try {
    mkdirSync(dirname(path), { recursive: true });
    const file = openSync(path, 'wx', 0o600);
    const key = randomBytes(keyBytes);
    writeSync(file, key);
    fsyncSync(file);
    closeSync(file);
    return key;
  } catch (error) {
    if (!isExisting(error)) throw error;
    return readFileSync(path);
  }
}

function isExisting(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}
