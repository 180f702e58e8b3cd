/** The bar at the top of every page. */
export const top = {
  clock: (date: string) => `The server’s clock, ${date}`,
  /** The word in the middle is left out where the page is narrow. */
  activeAlerts: (count: number): readonly [string, string, string] => [
    String(count),
    'active',
    count === 1 ? 'alert' : 'alerts',
  ],
  noActiveAlerts: ['No', 'active', 'alerts'] as readonly [string, string, string],
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
};
