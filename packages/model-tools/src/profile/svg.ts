/** What a shape is for → its colour on a light and on a dark page. */
const palette = {
  page: ['#ffffff', '#14191f'],
  ink: ['#1f2933', '#e6ebf0'],
  dim: ['#52606d', '#a3b0bd'],
  grid: ['#dde3e9', '#2a333d'],
  line: ['#7b8794', '#7b8794'],
  edge: ['#2b6cb0', '#6aa9ee'],
  transfer: ['#dd8a2b', '#f0a950'],
  server: ['#3a9a6b', '#5fc494'],
  best: ['#eaf3fd', '#1d2d40'],
} as const;
type Role = keyof typeof palette;

const stroked: readonly Role[] = ['grid', 'line'];

/** Dark colours for dark pages. The light ones are attributes too: some viewers know no style sheets. */
export const styleSheet = `@media (prefers-color-scheme:dark){${Object.entries(palette)
  .map(([role, [, dark]]) => `.${role}{${stroked.some((name) => name === role) ? 'stroke' : 'fill'}:${dark}}`)
  .join('')}}`;

/** The attributes that give a shape the colour of its role. */
export function paint(role: Role): string {
  return `class="${role}" ${stroked.includes(role) ? 'stroke' : 'fill'}="${palette[role][0]}"`;
}

export function rect(role: Role, x: number, y: number, width: number, height: number, radius = 0): string {
  const round = radius > 0 ? ` rx="${radius}"` : '';
  return `<rect ${paint(role)} x="${fixed(x)}" y="${fixed(y)}" width="${fixed(width)}" height="${fixed(height)}"${round}/>`;
}

/** An upright line; `more` are further attributes. */
export function upright(role: Role, x: number, top: number, bottom: number, more = ''): string {
  return `<line ${paint(role)} x1="${fixed(x)}" y1="${fixed(top)}" x2="${fixed(x)}" y2="${fixed(bottom)}"${more && ` ${more}`}/>`;
}

/** A line of text; `more` are further attributes. */
export function text(role: Role, x: number, y: number, content: string, more = ''): string {
  return `<text ${paint(role)} x="${fixed(x)}" y="${fixed(y)}"${more && ` ${more}`}>${escapeXml(content)}</text>`;
}

/** A coordinate to a tenth of a pixel. */
export function fixed(value: number): string {
  return String(Math.round(value * 10) / 10);
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Makes text safe between tags and in attributes. What XML cannot carry at all (control characters) is left out. */
export function escapeXml(content: string): string {
  return [...content]
    .filter((character) => /[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(character))
    .map((character) => entities[character] ?? character)
    .join('');
}
