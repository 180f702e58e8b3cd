import { openReadOnly } from './database.ts';

/** How many feature messages are in a database, whose owner may be at work. @throws CodedError STORE_… */
export function countStored(path: string): number {
  const connection = openReadOnly(path);
  try {
    return Number(connection.prepare('SELECT COUNT(*) FROM vectors').pluck().get());
  } finally {
    connection.close();
  }
}
