import { counted } from './plural.ts';

/** The configuration file of the server. */
export const settings = {
  title: 'Settings',
  file: (path: string) => `The file ${path}. What is saved counts from the next start of the server on.`,
  noFile: 'The server was started without a configuration file: nothing can be saved.',
  restart: 'The file says otherwise than what the server was started with: restart it.',
  views: 'Form or text',
  form: 'Form',
  text: 'The configuration as it is written',
  check: 'Check it',
  unreadable: 'The text is not valid YAML: mend it there first.',
  saved: 'Saved. It counts from the next start on.',
  discard: 'Discard my changes',
  takeTheirs: 'Take what is there now',
  keepMine: 'Keep mine, and save over it',
  usual: (value: string) => `Usually ${value}`,
  asUsual: 'as usual',
  inYaml: 'Change it in the YAML view.',
  item: (number: number) => `${number}`,
  remove: (number: number) => `Remove number ${number}`,
  add: 'Add one',
  storage: {
    title: 'What is kept',
    disk: (free: string, total: string, floor: string) =>
      `${free} of ${total} are free on the disk; ${floor} are to stay free.`,
    levels: {
      roomy: '',
      low: 'The disk is running full.',
      short: 'Old vectors are deleted to make room.',
      full: 'No vectors are taken in until there is room; alerts go on.',
    },
    file: (size: string, free: string) => `The database takes ${size}, of which ${free} are free for new rows.`,
    doubtsClock: 'The clock has stepped: for an hour nothing is deleted by age.',
    kind: 'Kind',
    kinds: { vectors: 'Vectors', decisions: 'Decisions', alerts: 'Alerts', pictures: 'Pictures', rest: 'The rest' },
    size: 'Size',
    kept: 'Kept',
    days: (days: number | null, whole: number | null) => {
      if (days === null) return 'until deleted';
      const all = counted(days, { one: 'day', other: 'days' });
      return whole === null || whole >= days ? all : `${all}, whole for ${whole}`;
    },
    most: 'At most',
    day: 'The last day',
    expected: 'Expected',
  },
};
