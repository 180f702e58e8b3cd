import type { Alert, CameraView, NodeView } from '@splitsight/wire';

/** Everything the page says, in plain English. */
export const strings = {
  product: 'SplitSight',
  toCameras: 'Skip to the cameras',

  connection: {
    connecting: 'Connecting…',
    live: 'Live',
    liveFor: (roundTrip: number) => `Live, ${roundTrip} ms round trip to the server`,
    down: 'Not connected',
    banner: 'Not connected',
    since: (time: string) => `since ${time}`,
    never: 'The server has not answered since this page was opened.',
    old: (age: string) => `Everything below is ${age} old. New alerts do not arrive.`,
    retryIn: (seconds: number) => `Reconnecting in ${seconds} s`,
    retrying: 'Reconnecting…',
    retryNow: 'Reconnect now',
    noServer: 'Is the server running? Start it with',
  },

  clock: (date: string) => `The server’s clock, ${date}`,
  /** The word `active` is left out where the page is narrow. */
  activeAlerts: (count: number) => [String(count), 'active', count === 1 ? 'alert' : 'alerts'] as const,
  noActiveAlerts: ['No', 'active', 'alerts'] as const,
  sound: {
    off: 'Sound is off: turn it on',
    on: 'Sound is on: turn it off',
    blocked: 'The browser holds the sound back until you click anywhere on the page',
  },
  theme: {
    auto: 'Theme follows the system: change to light',
    light: 'Light theme: change to dark',
    dark: 'Dark theme: change to that of the system',
  },

  notices: {
    notUnderstood: (count: number) => (count === 1 ? '1 message not understood' : `${count} messages not understood`),
    notUnderstoodHelp: 'Reload the page; if it stays, the server is of another version.',
    dropped: (count: string) => `${count} score updates left out: this page was too slow for the server`,
    complaint: (code: string, message: string) => `The server says: ${message} (${code})`,
  },

  alerts: {
    title: 'Alerts',
    none: 'No alerts yet.',
    noneHelp: 'When a head sees what it looks for, it appears here in less than a second.',
    newest: (count: number) => `The newest ${count} are listed.`,
    showAll: (count: number) => `Show all ${count}`,
    showFewer: 'Show the newest only',
    announce: (alert: Alert, camera: string) =>
      `Alert: ${alert.head} at ${camera}, score ${alert.score.toFixed(2)}${alert.zone ? `, zone ${alert.zone}` : ''}.`,
    active: 'Active',
    lasted: (duration: string) => `lasted ${duration}`,
    severity: { alert: 'Alert', detection: 'Detection' } satisfies Record<Alert['severity'], string>,
    peak: 'peak',
    captureToScreen: 'capture to screen',
    captureToScreenHelp:
      'From the capture of the frame that raised it, by the camera machine’s clock, to this screen, corrected to the server’s clock.',
    started: 'started',
    goToCamera: (camera: string) => `Go to the camera ${camera}`,
  },

  cameras: {
    title: 'Cameras',
    none: 'No camera has reported yet.',
    noneHelp: 'Start an agent where the cameras are, with their addresses in its configuration:',
    agentCommand: 'splitsight-edge --config edge.yaml',
    serverCommand: 'splitsight-server --config server.yaml',
    filter: 'Which cameras to show',
    filters: { all: 'All', alerting: 'In alert', trouble: 'In trouble' },
    noneOfFilter: { all: '', alerting: 'No camera is in alert.', trouble: 'No camera is in trouble.' },
    state: {
      online: 'Online',
      offline: 'Offline',
      frozen: 'Frozen',
      covered: 'Covered',
      disabled: 'Disabled',
      unknown: 'Unknown',
    } satisfies Record<CameraView['state'], string>,
    since: (time: string) => `since ${time}`,
    seenNow: 'seen just now',
    seen: (age: string) => `seen ${age} ago`,
    neverSeen: 'never seen',
    noNode: 'no node',
    noScore: 'No score yet',
    noHeads: 'No head is loaded on the server.',
    inAlert: (head: string, duration: string) => `${head} · ${duration}`,
    plot: (head: string, camera: string) => `Scores of ${head} at ${camera}, last two minutes`,
    threshold: (value: string) => `threshold ${value}`,
  },

  nodes: {
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
  },

  heads: {
    title: 'Heads',
    none: 'No head is loaded.',
    noneHelp: 'Name one in the server’s configuration under heads.',
    threshold: 'threshold',
    instant: 'instant',
    instantHelp: 'One frame at or above this raises an alert at once.',
    thresholdHelp: 'Several frames at or above this raise an alert.',
  },

  footer: {
    server: (version: string) => `Server ${version}`,
    privacy: 'No video leaves the site. Vectors are still personal data: protect them.',
  },
};
