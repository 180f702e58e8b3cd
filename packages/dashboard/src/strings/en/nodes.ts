import type { NodeView } from '@splitsight/wire';

/** The edge machines. */
export const nodes = {
  title: 'Nodes',
  none: 'No edge machine has reported yet.',
  state: { online: 'Online', offline: 'Offline', stopped: 'Stopped', unknown: 'Unknown' } satisfies Record<
    NodeView['status'],
    string
  >,
  version: 'version',
  temperature: 'CPU',
  framesIn: 'in',
  framesOut: 'out',
  perSecond: 'fps',
  dropped: 'dropped',
  memory: 'memory',
  waiting: 'waiting to be sent',
  health: 'health',
  noHealth: 'No health report yet',
  reported: (age: string) => `${age} ago`,
  stage: (name: string, tail: string) => `${name}: 99 of 100 within ${tail}`,
  droppedBy: (reasons: readonly (readonly [string, string])[]) =>
    reasons.map(([reason, count]) => `${reason} ${count}`).join(', '),
};
