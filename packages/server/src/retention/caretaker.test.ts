import { join } from 'node:path';
import { systemClock } from '@splitsight/kernel';
import { waitFor } from '@splitsight/testkit';
import { expect, it } from 'vitest';
import { storeSchema } from '../config/store.ts';
import { openDatabase } from '../store/database.ts';
import { makeFolder } from '../testing/run-server.ts';
import { openCaretaker } from './caretaker.ts';

it('begins nothing after it was closed while it looked at the disk', async () => {
  const folder = makeFolder();
  const database = openDatabase(join(folder.path, 'test.db'));
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const { connection } = database;
  const caretaker = openCaretaker({ connection, config: storeSchema.parse({}), clock: systemClock, log });
  try {
    const looked = caretaker.look();
    caretaker.close();
    await looked;
    expect(caretaker.isBusy()).toBe(false);
  } finally {
    database.close();
    folder.remove();
  }
});

it('goes on where the sizes of what is kept cannot be read, and says so once', async () => {
  const folder = makeFolder();
  const database = openDatabase(join(folder.path, 'test.db'));
  const { connection } = database;
  const said: string[] = [];
  const log = { info: () => {}, warn: (line: string) => void said.push(line), error: () => {} };
  const caretaker = openCaretaker({ connection, config: storeSchema.parse({}), clock: systemClock, log });
  try {
    connection.exec('DROP TABLE decisions');
    const failed = 'the sizes of what is kept could not be looked at';
    await waitFor(() => said.includes(failed));
    await caretaker.look();
    expect(caretaker.disk()).not.toBeNull();
    expect(said.filter((line) => line === failed)).toHaveLength(1);
  } finally {
    caretaker.close();
    database.close();
    folder.remove();
  }
});
