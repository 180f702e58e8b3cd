import type { RunParameters } from '../run/parameters.ts';

/** Parameters by one name each: `model`, `model.hidden`, `optimizer`, `l2`, … */
export function flatParameters(parameters: RunParameters): Readonly<Record<string, string | number>> {
  const flat: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined) continue;
    if (typeof value !== 'object') flat[name] = value;
    else {
      for (const [key, part] of Object.entries(value)) flat[key === 'kind' ? name : `${name}.${key}`] = part;
    }
  }
  return flat;
}
