import type { Alert } from '@splitsight/wire';
import { strings } from '../strings/strings.ts';

/** What raised an alert, as people call it: a head by its name, what is wrong with a camera in words. */
export function alertName(head: string): string {
  return cameraLie(head) ?? head;
}

/** Whether a head raised it: what is told of a camera itself has no score and no version. */
export function isScored({ head }: Pick<Alert, 'head'>): boolean {
  return cameraLie(head) === undefined;
}

/** What stands in place of a head's name in the alerts that no head raises. */
export function cameraLies(): readonly string[] {
  return Object.keys(strings.review.cameras);
}

function cameraLie(head: string): string | undefined {
  const known: Readonly<Record<string, string>> = strings.review.cameras;
  return Object.hasOwn(known, head) ? known[head] : undefined;
}
