export { type Disturbance, disturb, disturbances } from './disturb.ts';
export { ageOfFire } from './growth.ts';
export { encodeI420, i420Bytes } from './i420.ts';
export { createRenderer, fireBox, isHappening, type Renderer, renderScene } from './renderer.ts';
export {
  createEvent,
  createScene,
  type EventKind,
  eventKinds,
  type FirePlace,
  type LightKind,
  lightKinds,
  type Scene,
  type SceneEvent,
} from './scene.ts';
