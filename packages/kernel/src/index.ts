export { type BackoffSchedule, backoffDelay } from './backoff.ts';
export { createSteppedClock, steadyNow, steppedOf } from './clock.ts';
export { CodedError, defineErrors, isCodedError, type MakeError, messageOf } from './coded-error.ts';
export { createLatestSlot, type LatestSlot } from './latest-slot.ts';
export { composeServices, type Service } from './service.ts';
export { createStageTimer, type StageTimer } from './stage-timer.ts';
export { createTally, type Tally } from './tally.ts';
export { type Clock, type Millis, sleep, systemClock } from './time.ts';
