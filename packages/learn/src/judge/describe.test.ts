import { expect, it } from 'vitest';
import { wilson } from '../figures.ts';
import { describeJudgement } from './describe.ts';
import { judge } from './judge.ts';
import type { Predictions } from './judgement.ts';
import { smallSetNotes } from './notes.ts';

/** `right` of `count` rows are right, every other one a fire; the wrong ones come first. */
function rows(right: number, count: number): Predictions {
  const labels = Array.from({ length: count }, (_, i) => i % 2);
  const scores = labels.map((label, i) => (i < count - right ? 1 - label : label) * 0.8 + 0.1);
  return {
    probabilities: scores.flatMap((score) => [1 - score, score]),
    labels,
    classes: ['normal', 'fire'],
    positive: 1,
  };
}

it('says what 37 right of 38 are worth, and how many more would say enough', () => {
  const [first = ''] = smallSetNotes(judge(rows(37, 38)));
  expect(first).toMatch(/^37 of 38 right: 86\.5–99\.5 %; about \d+ more items that go as these did would narrow that/);
  const more = Number(/about (\d+) more/.exec(first)?.[1]);
  const width = (n: number) => {
    const { low, high } = wilson((37 / 38) * n, n);
    return high - low;
  };
  expect(width(38 + more)).toBeLessThan(0.1);
  expect(width(38 + more - 1)).toBeGreaterThanOrEqual(0.1);
});

it('says nothing about a set that is large enough', () => {
  expect(smallSetNotes(judge(rows(980, 1_000)))).toEqual([]);
});

it('says when frames are many and occasions few', () => {
  const many = rows(980, 1_000);
  const notes = smallSetNotes(judge({ ...many, groups: Array.from(many.labels, (label, i) => label + 2 * (i % 7)) }));
  expect(notes[0]).toMatch(/^980 of 1000 right: .* more occasions/);
  expect(notes).toContain('500 items of "fire" on 7 occasions are few; looks at one event count once');
});

it('says where nothing is known', () => {
  const large = rows(980, 1_000);
  const cameras = Array.from(large.labels, (label, i) => (label === 1 ? 'gate' : `yard-${i % 8}`));
  expect(smallSetNotes(judge({ ...large, cameras }))).toEqual([
    'no held-out "fire" was seen by yard-0, yard-2, yard-4, yard-6: what is found there is not known',
  ]);
  const only = { ...large, labels: Array.from(large.labels, () => 1) };
  expect(smallSetNotes(judge(only))).toContain('every item is of "fire": nothing is known about false alarms');
  expect(smallSetNotes(judge(only))).toContain('no item of "normal" was held out: nothing is known about it');
});

it('reads as short tables', () => {
  const { labels, ...given } = rows(38, 40);
  const cameras = Array.from(labels, (_, i) => (i < 30 ? 'site/yard' : 'site/gate'));
  const lines = describeJudgement(judge({ ...given, labels, cameras })).split('\n');
  expect(lines[0]).toBe('40 held-out items; alerts on "fire"');
  expect(lines[1]).toBe('accuracy           0.9500  (95 %: 0.8350 to 0.9862)');
  expect(lines).toContain('fire    20     20      95.0 % (76.4–99.1)  95.0 % (76.4–99.1)  95.0 % (86.7–100.0)');
  expect(lines).toContain('is \\ taken for  normal  fire');
  expect(lines).toContain('normal          19      1');
  expect(lines).toContain('site/gate  10     5      100.0 % (72.2–100.0)  100.0 % (56.6–100.0)  0.0 % (0.0–43.4)');
  expect(lines.at(-1)).toMatch(/^note: /);
});
