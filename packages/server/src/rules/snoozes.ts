import type { Clock, Millis } from '@splitsight/kernel';
import type { CameraId, SiteId, Snooze } from '@splitsight/wire';
import { serverError } from '../errors.ts';
import type { Audit } from '../people/audit.ts';
import type { Connection } from '../store/database.ts';
import { createSnoozeTable } from '../store/rules.ts';

/** What is to raise no alerts until a moment. */
export interface SnoozeBook {
  /** Those that last, the next to end first. */
  all(): readonly Snooze[];
  isSnoozed(site: SiteId, camera: CameraId, rule: string, now: Millis): boolean;
  /** @throws CodedError SNOOZE_PAST, SNOOZE_TOO_LONG or SNOOZE_TOO_MANY */
  add(snooze: NewSnooze, by: string): Snooze;
  /** Ends one before its time. @throws CodedError SNOOZE_UNKNOWN */
  remove(id: number, by: string): void;
}

export type NewSnooze = Pick<Snooze, 'site' | 'camera' | 'rule' | 'until' | 'why'>;

export interface SnoozeParts {
  readonly connection: Connection;
  readonly clock: Pick<Clock, 'now'>;
  readonly audit: Pick<Audit, 'add'>;
  readonly onChange: () => void;
}

const maxSnoozes = 1000;
/** What nobody wants to hear of for longer is a matter for a rule. */
const longest: Millis = 31 * 86_400_000;

/** Whether a snooze is about a camera and rule at a moment. */
export function covers(
  { site, camera, rule, until }: Pick<Snooze, 'site' | 'camera' | 'rule' | 'until'>,
  at: { readonly site: string; readonly camera: string; readonly rule: string; readonly now: Millis },
): boolean {
  return (
    at.now < until &&
    (site === null || site === at.site) &&
    (camera === null || camera === at.camera) &&
    (rule === null || rule === at.rule)
  );
}

export function createSnoozeBook({ connection, clock, audit, onChange }: SnoozeParts): SnoozeBook {
  const table = createSnoozeTable(connection);
  let snoozes = table.lasting(clock.now());

  return {
    all: () => snoozes.filter(({ until }) => until > clock.now()),
    isSnoozed(site, camera, rule, now) {
      return snoozes.length > 0 && snoozes.some((snooze) => covers(snooze, { site, camera, rule, now }));
    },
    add(given, by) {
      const now = clock.now();
      if (given.until <= now) throw serverError('SNOOZE_PAST', new Date(given.until).toISOString());
      if (given.until > now + longest) throw serverError('SNOOZE_TOO_LONG', new Date(given.until).toISOString());
      snoozes = table.lasting(now);
      if (snoozes.length >= maxSnoozes) throw serverError('SNOOZE_TOO_MANY', `${maxSnoozes} at most`);
      const { site, camera, rule, until, why } = given;
      const snooze = connection
        .transaction(() => {
          const added = table.add({ site, camera, rule, until, why, by, created_at: now });
          audit.add({ by, action: 'snooze.add', subject: subjectOf(added), site, detail: added });
          return added;
        })
        .immediate();
      snoozes = table.lasting(now);
      onChange();
      return snooze;
    },
    remove(id, by) {
      const snooze = snoozes.find((one) => one.id === id);
      if (!snooze) throw serverError('SNOOZE_UNKNOWN', String(id));
      connection
        .transaction(() => {
          table.remove(id);
          audit.add({ by, action: 'snooze.end', subject: subjectOf(snooze), site: snooze.site, detail: snooze });
        })
        .immediate();
      snoozes = snoozes.filter((one) => one.id !== id);
      onChange();
    },
  };
}

function subjectOf({ site, camera, rule }: Snooze): string {
  const place = [site, camera].filter((name) => name !== null).join('/');
  return [place, rule].filter((name) => name !== null && name !== '').join(' ');
}
