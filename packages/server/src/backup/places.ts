import { dirname, join, resolve } from 'node:path';
import type { ServerConfig } from '../config/schema.ts';
import { keyFile } from '../notify/secrets.ts';
import { headsDirOf } from '../teaching.ts';

/** Where a server keeps what it knows. */
export interface Places {
  readonly database: string;
  readonly heads: string;
  readonly pictures: string;
  readonly key: string;
}

export function placesOf(config: Pick<ServerConfig, 'store' | 'heads_dir' | 'pictures'>): Places {
  const database = resolve(config.store.path);
  const beside = dirname(database);
  return {
    database,
    heads: headsDirOf(config),
    pictures: resolve(config.pictures.dir ?? join(beside, 'pictures')),
    key: join(beside, keyFile),
  };
}
