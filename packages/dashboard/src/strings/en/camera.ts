/** A camera's own page, and the wall screen. */
export const camera = {
  unknown: 'No camera of this name is known.',
  since: (time: string) => `since ${time}`,
  node: 'Node',
  frames: 'Frames a second',
  framesInOut: (from: string, to: string) => `${from} in, ${to} out`,
  scores: 'Scores, last two minutes',
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
