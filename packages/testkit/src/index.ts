export { type BrokerOptions, openBroker, type ReceivedMessage, type TestBroker } from './broker.ts';
export type { FrameCounts } from './cameras/host-messages.ts';
export { openVirtualCameras, type VirtualCamera, type VirtualCameras } from './cameras/virtual-cameras.ts';
export { createManualClock, type ManualClock } from './clock.ts';
export { testkitErrors } from './errors.ts';
export { childrenOf, type ProcessInfo } from './processes.ts';
export * from './scene/index.ts';
export { type TinyBackboneOptions, type TinyHeadOptions, writeTinyBackbone, writeTinyHead } from './tiny-models.ts';
export { type WaitOptions, waitFor } from './wait.ts';
