import type { Alert, NoticeBody, NoticeGroup, NoticeTrouble, Trouble } from '@splitsight/wire';
import type { NoticeText } from './channel.ts';
import { alertsIn, troublesIn } from './grouping.ts';
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
  const lines = [
    ...(body.test ? [said.testLine] : []),
    ...body.groups.map((group) => lineOf(group, options)),
    ...(body.more.alerts > 0 ? [said.more(body.more.alerts)] : []),
    ...body.troubles.map((one) => troubleLine(one, options)),
    ...(body.more.troubles > 0 ? [said.troubles.more(body.more.troubles)] : []),
  ];
  const link = publicUrl === null ? null : new URL(pageOf(body), withSlash(publicUrl)).href;
  return { title: body.test ? said.test : headline(body, options), lines, link };
}

function headline(body: NoticeBody, options: TextOptions): string {
  const said = words[options.language];
  const { groups, troubles, more } = body;
  const [group] = groups;
  const [one] = troubles;
  const isOne = groups.length + troubles.length === 1 && more.groups + more.troubles === 0;
  if (isOne && group) return titleOf(group, options);
  if (isOne && one)
    return said.troubles.title(one.event, said.troubles.kinds[one.trouble.kind], aboutOf(one.trouble, options));
  const cameras = new Set(groups.map(({ last }) => `${last.site}/${last.camera}`)).size;
  const ended = troubles.every(({ event }) => event === 'end') && troubles.length > 0;
  return [
    ...(groups.length > 0 ? [said.several(alertsIn(body), cameras)] : []),
    ...(troubles.length > 0 ? [said.troubles.several(troublesIn(body), ended)] : []),
  ].join(', ');
}

/** Where on the page more is to be seen. */
function pageOf({ test, groups, troubles, more }: NoticeBody): string {
  const [group] = groups;
  if (test) return '';
  if (!group) return troubles.every(({ trouble }) => trouble.node !== null && trouble.camera === null) ? 'nodes' : '';
  const isOne = groups.length === 1 && more.groups === 0;
  return isOne ? `alerts?site=${group.last.site}&camera=${group.last.camera}` : 'alerts';
}

function troubleLine({ event, trouble, count }: NoticeTrouble, options: TextOptions): string {
  const said = words[options.language].troubles;
  const at = timeOf(event === 'end' ? (trouble.ended_at ?? trouble.raised_at) : trouble.since, options);
  const when = event === 'end' ? said.ended(at) : said.since(at);
  const why = trouble.reason === null || event === 'end' ? '' : `: ${trouble.reason}`;
  const times = count > 1 ? ` (${said.times(count)})` : '';
  return `${aboutOf(trouble, options)}: ${said.kinds[trouble.kind]} ${when}${times}${why}`;
}

/** What a trouble is about. */
function aboutOf({ site, node, camera, head }: Trouble, options: TextOptions): string {
  if (site !== null && camera !== null) return placeOf({ site, camera }, options);
  return site === null ? (head ?? words[options.language].troubles.server) : `${node} (${site})`;
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

function placeOf(alert: Pick<Alert, 'site' | 'camera'>, { cameraName }: TextOptions): string {
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
