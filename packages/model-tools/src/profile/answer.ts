import { type Candidate, createCandidates, isMarked, type WireForm } from './candidates.ts';
import { type Decision, type Demand, decideSplit, type Plan } from './decide.ts';
import type { DeviceFactor, DeviceName } from './devices.ts';
import type { JpegCost } from './jpeg.ts';
import type { Profile } from './profile.ts';

/** Where to cut a profiled model, for one edge machine, link and rate of frames. */
export interface Question extends Demand {
  readonly device: DeviceName;
  /** How many times longer than this machine the server takes. */
  readonly serverFactor: number;
  readonly form: WireForm;
}

export type CandidatePlan = Plan<Candidate>;

/** The decision, beside the plans one would compare it with. */
export interface Answer extends Decision<Candidate> {
  readonly question: Question;
  readonly device: DeviceFactor;
  /** All of the model on the server. */
  readonly jpeg: CandidatePlan | undefined;
  readonly picture: CandidatePlan | undefined;
  /** All of it at the edge. */
  readonly edge: CandidatePlan | undefined;
}

/** Answers a question with the figures of a profile. */
export function answerQuestion(profile: Profile, question: Question, jpeg?: JpegCost): Answer {
  const device = profile.devices.find(({ device }) => device === question.device);
  if (!device) throw new RangeError(`no factor for ${question.device}`);
  const { form, serverFactor } = question;
  const options = { form, serverFactor, edgeFactor: device.factor, ...(jpeg && { jpeg }) };
  const decision = decideSplit(createCandidates(profile, options), question);
  const find = (wanted: (plan: CandidatePlan) => boolean) => decision.plans.find(wanted);
  return {
    ...decision,
    question,
    device,
    jpeg: find(({ share }) => share.cut === 'jpeg'),
    picture: find(({ share }) => isMarked(share.cut, 'input')),
    edge: find(({ share }) => isMarked(share.cut, 'output')),
  };
}
