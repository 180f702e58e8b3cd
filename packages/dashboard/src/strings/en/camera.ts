import type { CoverageReason, CoverageState } from '@splitsight/wire';
import { counted } from './plural.ts';

/** A camera's own page, and the wall screen. */
export const camera = {
  unknown: 'No camera of this name is known.',
  since: (time: string) => `since ${time}`,
  node: 'Node',
  frames: 'Frames a second',
  framesInOut: (from: string, to: string) => `${from} in, ${to} out`,
  switch: {
    turnOff: 'Switch the camera off',
    turnOn: 'Switch the camera on',
    title: (name: string) => `Switch ${name} off?`,
    what: 'Its agent pulls no more video from it, and nothing of it is scored, stored or alerted until it is switched on again. The audit says who did it.',
    off: (by: string, time: string) => `Switched off by ${by}, ${time}.`,
    quiet: 'No video is pulled from it.',
    notYet: 'Its agent has not confirmed that yet; what it sends is not let in.',
    configured: 'It is off in the configuration of its agent, and can be switched on only there.',
    isOff: (name: string) => `${name} is switched off.`,
    isOn: (name: string) => `${name} is switched on.`,
  },
  scores: 'Scores, last two minutes',
  coverage: {
    title: 'Watched, last 24 hours',
    sum: (watched: string, gaps: number) =>
      gaps === 0
        ? `Watched ${watched} of the time.`
        : `Watched ${watched} of the time; not watched ${counted(gaps, { one: 'time', other: 'times' })}.`,
    knownFrom: (time: string) => `The camera is known since ${time}.`,
    late: (time: string) => `${time} of it was looked at late.`,
    list: 'When it was not watched, or late',
    more: (count: number) => `and ${count} earlier`,
    stretch: (from: string, to: string, time: string) => `${from} to ${to} (${time})`,
    states: { watched: 'Watched', watched_late: 'Watched late', not_watched: 'Not watched' } satisfies Record<
      CoverageState,
      string
    >,
    why: {
      node_offline: 'the node is gone: it, or the link',
      agent_stopped: 'the agent was stopped',
      agent_down: 'the agent was down, and started again',
      link_lost: 'the link was lost',
      messages_lost: 'messages were lost',
      camera_offline: 'the camera was offline',
      camera_frozen: 'the picture stood still',
      camera_covered: 'the camera was covered',
      camera_disabled: 'the camera was switched off',
      refused: 'the server refused its messages',
      server_down: 'the server was down',
      unknown: 'nobody knows why',
    } satisfies Record<CoverageReason, string>,
  },
  alerts: 'Newest alerts',
  noAlerts: 'No alert yet.',
  allAlerts: 'All alerts of this camera',
};

export const wall = {
  title: 'Wall screen',
  exit: 'Leave the wall screen',
  pause: 'Stop turning the pages',
  resume: 'Turn the pages',
  next: 'Next page',
  previous: 'Page before',
  screen: (site: string, at: number, of: number) => (of > 1 ? `${site} · ${at} of ${of}` : site),
  calm: 'No active alerts',
  more: (count: number) => `and ${count} more`,
};
