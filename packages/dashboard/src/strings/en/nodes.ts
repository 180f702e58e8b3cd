import type { NodeView } from '@splitsight/wire';
import type { CameraStage } from '../../camera/counts.ts';
import { counted } from './plural.ts';

const reasonWords: Readonly<Record<string, string>> = {
  gaze: 'nothing new in the picture',
  busy: 'machine too busy',
  model: 'model failed',
  link: 'no connection',
  link_full: 'no room to wait in memory',
  refused: 'refused again and again',
  spool_age: 'too old on disk',
  spool_size: 'no room on disk',
  spool_corrupt: 'damaged on disk',
  spool_refused: 'refused again and again, from disk',
};

/** The stages of an agent; a browser has all but the last. */
const stageWords: Readonly<Record<string, string>> = {
  motion: 'motion',
  wait: 'waiting',
  crop: 'scaling',
  infer: 'model',
  publish: 'to the server',
  total: 'in all',
  encode: 'encoding',
} satisfies Record<CameraStage | 'encode', string>;

/** The edge machines. */
export const nodes = {
  title: 'Nodes',
  none: 'No edge machine has reported yet.',
  state: { online: 'Online', offline: 'Offline', stopped: 'Stopped', unknown: 'Unknown' } satisfies Record<
    NodeView['status'],
    string
  >,
  summary: (all: string, troubled: string) => `${all} in all, ${troubled} in trouble; those in trouble first`,
  search: 'Search nodes',
  notFound: 'No node matches the search.',
  trouble: {
    offline: 'Offline: it has left, or its link is down',
    unknown: 'Nothing heard of it yet',
    stopped: 'Stopped by its operator',
    silent: 'No health report for more than 35 s',
    uplink: 'Not connected to the broker',
    disk: 'The disk for messages that wait is full or fails',
    spool: 'Messages wait to be sent',
    hot: '80 °C or more: it slows down',
  },
  showCameras: (count: number) => `Show ${counted(count, { one: 'camera', other: 'cameras' })}`,
  hideCameras: 'Hide the cameras',
  camerasOf: 'Cameras of this node',
  restarts: 'restarts',
  version: 'version',
  temperature: 'CPU',
  framesIn: 'in',
  framesOut: 'out',
  perSecond: 'fps',
  dropped: 'not sent since its start',
  memory: 'memory',
  waiting: 'waiting in memory',
  onDisk: 'waiting on disk',
  onDiskSince: (size: string, age: string | null) => (age === null ? size : `${size}, the oldest ${age} old`),
  clock: 'clock',
  clockFree: 'not compared',
  clockHelp: (error: string, corrected: string) =>
    `its clock against the server’s, give or take ${error}; captures are corrected by ${corrected}`,
  health: 'health',
  noHealth: 'No health report yet',
  reported: (age: string) => `${age} ago`,
  droppedBy: (reasons: readonly (readonly [string, string])[]) =>
    reasons.map(([reason, count]) => `${reasonWords[reason] ?? reason} ${count}`).join(', '),
  /** Of a stage that a newer agent may have the word is its own. */
  stageName: (stage: string): string => stageWords[stage] ?? stage,
  stage: (name: string, tail: string) => `${name}: 99 of 100 within ${tail}`,
};
