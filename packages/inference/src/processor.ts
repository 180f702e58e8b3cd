import { readFileSync } from 'node:fs';

/** What is known of a processor. */
export interface Processor {
  /** As Node.js calls it: `x64`, `arm64`. */
  readonly arch: string;
  /** Its name where the machine tells it. */
  readonly name: string;
  /** The names that Linux gives to what it can do, such as `avx512_vnni` or `asimddp`. */
  readonly features: ReadonlySet<string>;
}

/** Names of ARM's own cores by "CPU part" (Linux: arch/arm64/include/asm/cputype.h). */
const armCores: Readonly<Record<string, string>> = {
  '0xd03': 'Cortex-A53',
  '0xd05': 'Cortex-A55',
  '0xd07': 'Cortex-A57',
  '0xd08': 'Cortex-A72',
  '0xd0b': 'Cortex-A76',
  '0xd0c': 'Neoverse-N1',
  '0xd42': 'Cortex-A78AE',
};
const armLimited = '0x41';

/**
 * Parses /proc/cpuinfo. Of a processor with several kinds of core only what all of them can do counts, since a thread may
 * run on any.
 *
 * @param arch `process.arch`
 */
export function parseProcessor(cpuinfo: string, arch: string): Processor {
  const cores = cpuinfo
    .split(/\n\s*\n/)
    .map(
      (block) =>
        new Map([...block.matchAll(/^([^:\n]+?)\s*:[ \t]*(.*)$/gm)].map(([, key = '', value = '']) => [key, value])),
    )
    .filter((core) => core.has('flags') || core.has('Features'));
  const [first, ...others] = cores.map(
    (core) => new Set((core.get('flags') ?? core.get('Features') ?? '').split(/\s+/)),
  );
  const features = [...(first ?? [])].filter((one) => one !== '' && others.every((core) => core.has(one)));
  return { arch, name: [...new Set(cores.map(nameOf))].join(' + ') || 'unknown', features: new Set(features) };
}

function nameOf(core: ReadonlyMap<string, string>): string {
  const part = core.get('CPU part') ?? '';
  const known = core.get('CPU implementer') === armLimited ? armCores[part] : undefined;
  return known ?? core.get('model name') ?? `CPU part ${part}`;
}

/** The processor of this machine; one without features where the machine does not tell (it is no Linux). */
export function readProcessor(): Processor {
  try {
    return parseProcessor(readFileSync('/proc/cpuinfo', 'utf8'), process.arch);
  } catch {
    return { arch: process.arch, name: 'unknown', features: new Set() };
  }
}

/** The features that decide how fast integers are: products of bytes added up in one instruction. */
const integerFeatures = ['avx512_vnni', 'avx_vnni', 'i8mm', 'asimddp'];

/** A processor in a few words: architecture, name, and whether it has instructions for integers. */
export function describeProcessor({ arch, name, features }: Processor): string {
  const found = integerFeatures.filter((one) => features.has(one));
  return `${arch} (${name}; ${found.join(', ') || 'no instructions for 8-bit integers'})`;
}
