import { type Measured, wilson } from '../figures.ts';
import type { Judgement } from './judgement.ts';

/** A 95 % interval is wide from this many points on. */
const widePoints = 10;
/** A class that was seen on fewer occasions is hardly known. */
const fewGroups = 20;
/** So many cameras are named. */
const maxCameras = 5;
/** Nobody is told to label more than this. */
const mostMore = 5_000;

/**
 * Says in plain sentences what a judgement is too small to know; nothing where it is large enough.
 *
 * A sentence stands for: an interval of accuracy or of the alerting class's recall of 10 points or more, with how many
 * more groups (or items, where each is its own group) would narrow it to that if they go as these did; a class of fewer
 * than 20 groups; no items to be mistaken for the alerting class; cameras that show none of it.
 */
export function smallSetNotes(found: Judgement): string[] {
  const { n, groups, positive, accuracy, recall, classes, cameras } = found;
  const own = classes.find(({ label }) => label === positive);
  const notes: string[] = [];
  if (isWide(accuracy)) {
    notes.push(`${whole(accuracy.value * n)} of ${n} right: ${range(accuracy)}${narrower(accuracy, groups, n)}`);
  }
  if (own && own.n > 0 && isWide(recall)) {
    const what = `${whole(recall.value * own.n)} of ${own.n} found of "${positive}": ${range(recall)}`;
    notes.push(what + narrower(recall, own.groups, own.n));
  }
  for (const { label, n: items, groups: seen } of classes) {
    if (items === 0) notes.push(`no item of "${label}" was held out: nothing is known about it`);
    else if (seen < fewGroups) {
      const occasions = seen === items ? '' : ` on ${seen === 1 ? 'one occasion' : `${seen} occasions`}`;
      notes.push(`${items} items of "${label}"${occasions} are few; looks at one event count once`);
    }
  }
  if (own && own.n === n) notes.push(`every item is of "${positive}": nothing is known about false alarms`);
  const without = cameras
    .filter(({ camera, positives }) => camera !== '' && positives === 0)
    .map(({ camera }) => camera);
  if (without.length > 0) {
    const more = without.length > maxCameras ? ` and ${without.length - maxCameras} more` : '';
    const names = without.slice(0, maxCameras).join(', ') + more;
    notes.push(`no held-out "${positive}" was seen by ${names}: what is found there is not known`);
  }
  return notes;
}

/** A share's interval in per cent, as a report prints it: `86.5–99.5 %`. */
export function range({ low, high }: Measured): string {
  return `${(100 * low).toFixed(1)}–${(100 * high).toFixed(1)} %`;
}

function isWide({ low, high }: Measured): boolean {
  return 100 * (high - low) >= widePoints;
}

/** How many more would narrow the interval, at the same share. */
function narrower({ value }: Measured, groups: number, items: number): string {
  for (let more = 1; more <= mostMore; more++) {
    if (isWide(wilson(value * (groups + more), groups + more))) continue;
    const what = groups === items ? 'items' : 'occasions';
    return `; about ${more} more ${what} that go as these did would narrow that to ${widePoints} points`;
  }
  return '';
}

/** A count that was a whole number before it was a share. */
function whole(count: number): string {
  return String(Math.round(count));
}
