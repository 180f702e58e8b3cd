/** Whether a topic can match two filters at once (MQTT 3.1.1, section 4.7). */
export function overlap(a: string, b: string): boolean {
  return overlapFrom(a.split('/'), b.split('/'));
}

function overlapFrom([a, ...restA]: readonly string[], [b, ...restB]: readonly string[]): boolean {
  // The level before `#` is matched by it, too.
  if (a === '#' || b === '#') return true;
  if (a === undefined || b === undefined) return a === b;
  return (a === b || a === '+' || b === '+') && overlapFrom(restA, restB);
}
