export { type AuditEntry, auditAnswerSchema, auditEntrySchema, auditQuerySchema } from './api/audit.ts';
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
  parseCameraId,
  parseHeadName,
  parseNodeId,
  parseSiteId,
  type SiteId,
} from './ids.ts';
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
  cameraStatusSchema,
  type NodeHealth,
  type NodeInfo,
  type NodeStatus,
  nodeHealthSchema,
  nodeInfoSchema,
  nodeStatusSchema,
} from './messages/node.ts';
export { maxJsonBytes, parseJsonMessage, parseMessage } from './messages/parse.ts';
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
export { type CameraLeaf, createTopics, type NodeLeaf, type Topic, type Topics } from './topics.ts';
