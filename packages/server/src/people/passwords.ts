import { hash, verify } from '@node-rs/argon2';
import { serverError } from '../errors.ts';
import { createQueue } from '../queue.ts';

/** Hashes and checks passwords, one at a time and on a thread of libuv's, so that frames never wait for a login. */
export interface Passwords {
  /** @throws CodedError LOGIN_BUSY when too many wait */
  hash(password: string): Promise<string>;
  /**
   * Whether a password is the one that was hashed. Without a hash, because there is no such user, it takes as long and
   * says no.
   *
   * @throws CodedError LOGIN_BUSY when too many wait
   */
  verify(hashed: string | undefined, password: string): Promise<boolean>;
}

/**
 * Argon2id with 19 MiB, two passes and one lane, as OWASP recommends at the least.
 * https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#argon2id
 * The library's default algorithm is Argon2id; its name is a const enum, which cannot be imported here.
 */
const options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** At 30 ms each, whoever is last waits a second. */
const maxWaiting = 32;

export function createPasswords(): Passwords {
  const { run: inTurn } = createQueue(maxWaiting, (why) => serverError('LOGIN_BUSY', why));
  let ofNobody: string | undefined;

  return {
    hash: (password) => inTurn(() => hash(normal(password), options)),
    verify: (hashed, password) =>
      inTurn(async () => {
        ofNobody ??= await hash('there is no such user', options);
        const isIt = await verify(hashed ?? ofNobody, normal(password));
        return hashed !== undefined && isIt;
      }),
  };
}

/** One way to write what keyboards write in several. https://pages.nist.gov/800-63-4/sp800-63b.html#passwordver */
function normal(password: string): string {
  return password.normalize('NFKC');
}
