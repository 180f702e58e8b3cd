import type { NoticeBody } from '@splitsight/wire';
import type { NoticeText } from './channel.ts';
import { alertsIn } from './grouping.ts';

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

/** Puts values into a template; of several cameras and heads, those of the first. In JSON, put {{…}} between quotes. */
export function fillTemplate(template: string, body: NoticeBody, text: NoticeText, isJson: boolean): string {
  const group = body.groups[0];
  const alert = group?.last;
  const values: Readonly<Record<TemplateName, string>> = {
    site: alert?.site ?? 'test',
    camera: alert?.camera ?? 'test',
    head: alert?.head ?? 'test',
    severity: alert?.severity ?? 'test',
    zone: alert?.zone ?? '',
    event: group?.event ?? 'test',
    score: alert ? alert.peak.toFixed(3) : '',
    count: String(alertsIn(body)),
    time: alert ? new Date(alert.raised_at).toISOString() : '',
    id: alert?.id ?? '',
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
