import { type HeadManifest, readBackboneManifest, writeHead } from '@splitsight/inference';

/** What may differ between versions of the tiny head. */
export interface TinyVersion {
  readonly version?: string;
  readonly name?: string;
  /** How much red speaks for the class that alerts; 20 unless told: plain red scores above 0.99. -20: never. */
  readonly red?: number;
  /** What else makes it another file. */
  readonly source?: string;
}

/** Writes a version of the head on the tiny backbone that finds red. */
export function writeVersion(folder: string, backbone: string, given: TinyVersion = {}): HeadManifest {
  const { version = '2', name = 'fire', red = 20, source = `version ${version}` } = given;
  const { dims } = readBackboneManifest(backbone);
  return writeHead(folder, {
    name,
    backbone,
    codec: 'u8',
    classes: ['normal', name],
    positive: 1,
    form: 'plain',
    layers: {
      output: { weights: Array.from({ length: 2 * dims }, (_, i) => (i === dims + 7 ? red : 0)), bias: [5, 0] },
    },
    facts: {
      version,
      licence: 'Apache-2.0',
      source,
      figures: [],
      rule: { threshold: 0.5, instant: 0.9, k: 2, n: 3, clear: 0.3 },
    },
  });
}
