import { isSeen } from '../people/scope.ts';
import type { Connection } from '../store/database.ts';
import { createPeopleTables } from '../store/people.ts';
import type { SightOf } from './push.ts';

/** What the users of the database may see, as they stand now: a right that was withdrawn ends the pushes, too. */
export function createSight(connection: Connection): SightOf {
  const { userNamed } = createPeopleTables(connection);
  return (name) => {
    const user = userNamed(name);
    if (!user || user.disabled) return null;
    return { sees: (site, camera) => isSeen(user.places, site, camera), seesAll: user.places === null };
  };
}
