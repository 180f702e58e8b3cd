import type { NoticeBody } from '@splitsight/wire';
import type { NoticeText } from './channel.ts';
import { newsIn } from './grouping.ts';

/** What a template may name, as {{name}}. */
export const templateNames = [
  'site',
  'camera',
  'head',
  'severity',
  'zone',
  'event',
  'score',
  'count',
  'time',
  'id',
  'node',
  'reason',
  'title',
  'text',
  'link',
] as const;
type TemplateName = (typeof templateNames)[number];

/** What of it may stand in a topic: ids and words, which hold no wildcard and no slash. */
export const topicNames = ['site', 'camera', 'head', 'severity', 'event'] as const satisfies readonly TemplateName[];

/** The names in a template that are not known. */
export function unknownNames(template: string, known: readonly string[]): readonly string[] {
  return [...template.matchAll(/\{\{\s*([^{}]*?)\s*\}\}/g)]
    .map(([, name = '']) => name)
    .filter((name) => !known.includes(name));
}

/**
 * Puts values into a template; of several cameras and heads, those of the first. Of a trouble, `head` is its kind, and where
 * it has no camera or site, its edge machine or `server` stand for that. In JSON, put {{…}} between quotes.
 */
export function fillTemplate(template: string, body: NoticeBody, text: NoticeText, isJson: boolean): string {
  const group = body.groups[0];
  const alert = group?.last;
  const one = alert ? undefined : body.troubles[0];
  const trouble = one?.trouble;
  const at = alert?.raised_at ?? trouble?.raised_at;
  const values: Readonly<Record<TemplateName, string>> = {
    site: alert?.site ?? (trouble ? (trouble.site ?? 'server') : 'test'),
    camera: alert?.camera ?? (trouble ? (trouble.camera ?? trouble.node ?? 'server') : 'test'),
    head: alert?.head ?? trouble?.kind ?? 'test',
    severity: alert?.severity ?? (trouble ? 'trouble' : 'test'),
    zone: alert?.zone ?? '',
    event: group?.event ?? one?.event ?? 'test',
    score: alert ? alert.peak.toFixed(3) : '',
    count: String(newsIn(body)),
    time: at === undefined ? '' : new Date(trouble?.ended_at ?? at).toISOString(),
    id: alert?.id ?? trouble?.id ?? '',
    node: trouble?.node ?? '',
    reason: trouble?.reason ?? '',
    title: text.title,
    text: text.lines.join('\n'),
    link: text.link ?? '',
  };
  return template.replaceAll(/\{\{\s*([^{}]*?)\s*\}\}/g, (whole, name: string) => {
    const value = Object.entries(values).find(([key]) => key === name)?.[1];
    if (value === undefined) return whole;
    return isJson ? JSON.stringify(value).slice(1, -1) : value;
  });
}
