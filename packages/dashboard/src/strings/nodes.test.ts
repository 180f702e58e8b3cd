import { expect, it } from 'vitest';
import { cameraStages } from '../camera/counts.ts';
import { nodes as english } from './en/nodes.ts';
import { nodes as russian } from './ru/nodes.ts';

const stages = [...cameraStages, 'encode'];
const reasons = ['gaze', 'busy', 'model', 'link', 'link_full', 'refused'].concat(
  ['age', 'size', 'corrupt', 'refused'].map((reason) => `spool_${reason}`),
);

it('each stage of an agent and each reason for which something is not sent has a word in both languages', () => {
  const latin = /[a-z]/i;
  expect(stages.map(russian.stageName).filter((word) => latin.test(word))).toEqual([]);
  expect(reasons.map((reason) => russian.droppedBy([[reason, '3']])).filter((words) => latin.test(words))).toEqual([]);
  expect(reasons.filter((reason) => english.droppedBy([[reason, '3']]) === `${reason} 3`)).toEqual([]);
});

it('a stage or a reason that is not known yet is called as it calls itself', () => {
  expect([russian.stageName('warp'), english.stageName('warp')]).toEqual(['warp', 'warp']);
  expect([russian.droppedBy([['warp', '1']]), english.droppedBy([['warp', '1']])]).toEqual(['warp 1', 'warp 1']);
});
