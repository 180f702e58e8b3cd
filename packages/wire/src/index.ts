export * from './api/index.ts';
export { createCameraGroup } from './camera-group.ts';
export { type EgressKind, egressKindOf, egressKinds, type SentKind, sentKinds } from './egress.ts';
export { wireErrors } from './errors.ts';
export {
  decodeFeatureMessage,
  encodeFeatureMessage,
  type FeatureMessage,
  type FeatureRegion,
  maxFeatureMessageBytes,
  maxRegions,
  maxVectorBytes,
  protocolVersion,
} from './feature-message.ts';
export {
  type BootId,
  type CameraId,
  type Fingerprint,
  type HeadName,
  hex8,
  hex8Bytes,
  hex8Pattern,
  idPattern,
  type NodeId,
  type PictureRequestId,
  parseCameraId,
  parseHeadName,
  parseNodeId,
  parseSiteId,
  type SiteId,
} from './ids.ts';
export { keepNothing } from './keep-nothing.ts';
export {
  type Alert,
  type AlertEvent,
  type AlertState,
  alertEventSchema,
  alertSchema,
  alertStateSchema,
} from './messages/alert.ts';
export {
  boxSchema,
  cameraIdSchema,
  codecSchema,
  countSchema,
  fingerprintSchema,
  headNameSchema,
  momentSchema,
  nodeIdSchema,
  probabilitySchema,
  siteIdSchema,
} from './messages/fields.ts';
export {
  everySiteSchema,
  type HeadEventView,
  type HeadPlace,
  type HeadState,
  type HeadVersionView,
  headEventSchema,
  headPlaceSchema,
  headStateSchema,
  headVersionPattern,
  headVersionSchema,
  headVersionViewSchema,
} from './messages/head.ts';
export { type JobProgress, type JobView, jobProgressSchema, jobStates, jobViewSchema } from './messages/job.ts';
export {
  type CameraView,
  cameraViewSchema,
  type DecisionView,
  decisionViewSchema,
  type HeadView,
  headViewSchema,
  type LiveMessage,
  type LiveRequest,
  liveMessageSchema,
  liveRequestSchema,
  maxLiveRequestBytes,
  type NodeView,
  nodeViewSchema,
} from './messages/live.ts';
export {
  type CameraState,
  type CameraStatus,
  cameraStates,
  cameraStatusSchema,
  type NodeHealth,
  type NodeInfo,
  type NodeStatus,
  nodeHealthSchema,
  nodeInfoSchema,
  nodeStatusSchema,
  type TimeAnswer,
  timeAnswerSchema,
  timeRequestSchema,
} from './messages/node.ts';
export { maxJsonBytes, parseJsonMessage, parseMessage } from './messages/parse.ts';
export {
  maxAlertIdLength,
  type PicturePolicy,
  type PictureRequest,
  type PictureState,
  picturePolicies,
  picturePolicySchema,
  pictureRequestSchema,
  pictureStateSchema,
  stricterPolicy,
} from './messages/picture.ts';
export { type EnabledWord, enabledWordSchema, type SwitchedOff, switchedOffSchema } from './messages/switch.ts';
export {
  decodePictureMessage,
  encodePictureMessage,
  maxJpegBytes,
  maxPictureMessageBytes,
  type PictureMessage,
  type PictureOutcome,
  pictureOutcomes,
} from './picture-message.ts';
export {
  isInside,
  overlapArea,
  type Point,
  type Polygon,
  type PolygonProblem,
  polygonArea,
  polygonProblem,
} from './polygon.ts';
export {
  type Box,
  type CodecName,
  codecBytes,
  codecNames,
  type PrecisionName,
  patchBoxes,
  precisionNames,
  type RegionKind,
  regionKinds,
  tileBoxes,
  wholeFrame,
} from './region.ts';
export { createSchedule, isTimeZone, type Schedule, type Weekday, weekdays } from './schedule.ts';
export { type ArmingLeaf, type CameraLeaf, createTopics, type NodeLeaf, type Topic, type Topics } from './topics.ts';
export { formatYaml } from './yaml.ts';
