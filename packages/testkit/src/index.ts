export { type BrokerOptions, openBroker, type ReceivedMessage, type TestBroker } from './broker.ts';
export { createManualClock, type ManualClock } from './clock.ts';
export { testkitErrors } from './errors.ts';
export { childrenOf, type ProcessInfo } from './processes.ts';
export { type TinyBackboneOptions, type TinyHeadOptions, writeTinyBackbone, writeTinyHead } from './tiny-models.ts';
export { type WaitOptions, waitFor } from './wait.ts';
