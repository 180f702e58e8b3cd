export { type BrokerOptions, openBroker, type ReceivedMessage, type TestBroker } from './broker.ts';
export { calmTimeOf } from './calm-time.ts';
export { type GarbageOptions, type GarbageServer, openGarbageServer } from './cameras/garbage-server.ts';
export type { FrameCounts } from './cameras/host-messages.ts';
export { openVirtualCameras, type VirtualCamera, type VirtualCameras } from './cameras/virtual-cameras.ts';
export { createManualClock, type ManualClock } from './clock.ts';
export { convBackbonePictures, convBackboneSide, encodeConvBackbone, writeConvBackbone } from './conv-backbone.ts';
export { listSamples, type SceneSample, sampleFrame } from './dataset/samples.ts';
export { createSampleRenderer, writeSceneDataset } from './dataset/scene-dataset.ts';
export { testkitErrors } from './errors.ts';
export { fetchOnce } from './fetch-once.ts';
export { type NotifySocket, openNotifySocket } from './notify-socket.ts';
export { childrenOf, type ProcessInfo } from './processes.ts';
export * from './scene/index.ts';
export { canMount } from './small-disk.ts';
export {
  type TinyBackboneOptions,
  type TinyHeadOptions,
  writeTinyBackbone,
  writeTinyHead,
  writeTinyVariant,
} from './tiny-models.ts';
export { type WaitOptions, waitFor } from './wait.ts';
