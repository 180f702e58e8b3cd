import { InvalidArgumentError } from 'commander';

/** The address of a data set in the API. */
export function dataSetPath(name: string): string {
  return `/api/v1/datasets/${encodeURIComponent(name)}`;
}

/** Parses `<site>/<camera>`. */
export function parseCamera(text: string): { readonly site: string; readonly camera: string } {
  const [site = '', camera = '', ...rest] = text.split('/');
  if (!site || !camera || rest.length > 0) throw new InvalidArgumentError('<site>/<camera> is expected');
  return { site, camera };
}

/** Gathers the values of an option that may be given several times. */
export function gather(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
