import type { z } from 'zod';
import { type Added, namedAtMost } from './adding.ts';
import type { addedSchema } from './schemas.ts';

/** Of no items. */
export const nothingAdded: Added = {
  added: 0,
  repeated: 0,
  kept: 0,
  relabelled: 0,
  different: { count: 0, origins: [] },
};

/** Of the items of both. */
export function sumAdded(a: Added, b: Added): Added {
  return {
    added: a.added + b.added,
    repeated: a.repeated + b.repeated,
    kept: a.kept + b.kept,
    relabelled: a.relabelled + b.relabelled,
    different: {
      count: a.different.count + b.different.count,
      origins: [...a.different.origins, ...b.different.origins].slice(0, namedAtMost),
    },
  };
}

/** As the API says it. */
export function addedView(added: Added): z.input<typeof addedSchema> {
  return { ...added, different: { ...added.different, origins: [...added.different.origins] } };
}
