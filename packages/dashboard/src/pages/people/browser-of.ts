/** What a browser is called, as far as its own words tell; they may say anything. */
export function browserOf(agent: string): string {
  const names = ['Edg', 'OPR', 'YaBrowser', 'Firefox', 'Chrome', 'Safari'];
  const name = names.find((one) => agent.includes(`${one}/`));
  const system = ['Windows', 'Android', 'iPhone', 'iPad', 'Mac OS', 'Linux'].find((one) => agent.includes(one));
  if (name === undefined) return agent.slice(0, 60) || '?';
  const shown = { Edg: 'Edge', OPR: 'Opera', YaBrowser: 'Yandex' }[name] ?? name;
  return system === undefined ? shown : `${shown}, ${system}`;
}
