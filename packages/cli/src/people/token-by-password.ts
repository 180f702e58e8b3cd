import { newTokenAnswerSchema, type Place, type Role } from '@splitsight/wire';
import { z } from 'zod';
import { createApiClient } from '../api/client.ts';

/** A token that somebody makes with name and password. */
export interface WantedToken {
  readonly server: string;
  readonly signal: AbortSignal;
  readonly name: string;
  readonly password: string;
  readonly terms: { name: string; role: Role; places: readonly Place[] | null; days: number };
}

/** Logs in, makes the token, and logs out again. @throws CodedError API_… and what the server refused with */
export async function tokenByPassword({ server, signal, name, password, terms }: WantedToken): Promise<string> {
  const anybody = createApiClient({ server, signal });
  const cookie = await anybody.logIn({ name, password });
  const api = createApiClient({ server, signal, cookie });
  try {
    return (await api.post('/api/v1/me/tokens', newTokenAnswerSchema, terms)).secret;
  } finally {
    await api.post('/api/v1/logout', z.object({ ended: z.boolean() }), {});
  }
}
