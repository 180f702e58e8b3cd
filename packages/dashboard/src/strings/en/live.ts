import type { Alert, CameraView } from '@splitsight/wire';
import { counted } from './plural.ts';

/** The live page. */
export const live = {
  notices: {
    notUnderstood: (count: number) => `${counted(count, { one: 'message', other: 'messages' })} not understood`,
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
    filter: 'Which cameras to show',
    filters: { all: 'All', alerting: 'In alert', trouble: 'In trouble' },
    noneOfFilter: {
      all: 'No camera matches the search.',
      alerting: 'No camera is in alert.',
      trouble: 'No camera is in trouble.',
    },
    state: {
      online: 'Online',
      offline: 'Offline',
      frozen: 'Frozen',
      covered: 'Covered',
      disabled: 'Disabled',
      unknown: 'Unknown',
    } satisfies Record<CameraView['state'], string>,
    since: (state: string, time: string) => `${state.toLowerCase()} since ${time}`,
    seenNow: 'seen just now',
    seen: (age: string) => `seen ${age} ago`,
    neverSeen: 'never seen',
    noNode: 'no node',
    noScore: 'No score yet',
    noHeads: 'No head is loaded on the server.',
    plot: (head: string, camera: string) => `Scores of ${head} at ${camera}, last two minutes`,
    threshold: (value: string) => `threshold ${value}`,
  },
  heads: {
    title: 'Heads',
    none: 'No head is loaded.',
    noneHelp: 'Name one in the server’s configuration under heads.',
    version: 'version',
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
