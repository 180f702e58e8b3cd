import type { Alert, NoticeBody, NoticeGroup } from '@splitsight/wire';
import type { NoticeText } from './channel.ts';
import { alertsIn } from './grouping.ts';
import { type Language, words } from './words.ts';

/** What a text needs to know beside the message. */
export interface TextOptions {
  readonly language: Language;
  readonly timeZone: string;
  /** What people call a camera. */
  readonly cameraName: (alert: Pick<Alert, 'site' | 'camera'>) => string;
  /** Where people reach the page; null when nobody said. */
  readonly publicUrl: string | null;
}

/** Longer names are cut. */
const maxName = 60;

/** A message in words, without markup; receivers escape it as their format asks. */
export function describeNotice(body: NoticeBody, options: TextOptions): NoticeText {
  const said = words[options.language];
  const { publicUrl } = options;
  const [first, ...others] = body.groups;
  const isOne = others.length === 0 && body.more.groups === 0;
  const title = body.test
    ? said.test
    : first && isOne
      ? titleOf(first, options)
      : said.several(alertsIn(body), new Set(body.groups.map(({ last }) => `${last.site}/${last.camera}`)).size);
  const lines = body.test ? [said.testLine] : body.groups.map((group) => lineOf(group, options));
  const more = body.more.alerts > 0 ? [said.more(body.more.alerts)] : [];
  const query = first && isOne ? `?site=${first.last.site}&camera=${first.last.camera}` : '';
  const link = publicUrl === null ? null : body.test ? publicUrl : new URL(`alerts${query}`, withSlash(publicUrl)).href;
  return { title, lines: [...lines, ...more], link };
}

function titleOf(group: NoticeGroup, options: TextOptions): string {
  const { severity } = group.last;
  const where = placeOf(group.last, options);
  const said = words[options.language];
  const head = said.cameras[group.last.head] ?? group.last.head;
  return said.title({ event: group.event, severity, head, where, count: group.count });
}

function lineOf(group: NoticeGroup, options: TextOptions): string {
  const { first, last, count, event } = group;
  const said = words[options.language];
  const camera = said.cameras[last.head];
  const percent = last.peak.toLocaleString(options.language, { style: 'percent', maximumFractionDigits: 0 });
  const from = timeOf(event === 'end' ? (first.ended_at ?? first.raised_at) : first.raised_at, options);
  const until = count > 1 ? timeOf(last.raised_at, options) : null;
  const zone = last.zone === null ? '' : `, ${said.zone(last.zone)}`;
  const name = camera ?? last.head;
  const head = event === 'end' ? said.ended(name) : name;
  const score = camera === undefined ? ` ${percent}` : '';
  return `${placeOf(last, options)}: ${head}${score}${zone}, ${until === null ? from : said.times(count, from, until)}`;
}

function placeOf(alert: Alert, { cameraName }: TextOptions): string {
  const name = cameraName(alert)
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, maxName);
  return `${name === '' ? alert.camera : name} (${alert.site})`;
}

function timeOf(at: number, { language, timeZone }: TextOptions): string {
  return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(at);
}

function withSlash(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}
