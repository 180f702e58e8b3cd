import { resolve } from 'node:path';
import { importModel, type Normalisation, readCatalog } from '@splitsight/model-tools';
import { type Command, InvalidArgumentError } from 'commander';
import { readNumbers } from '../options.ts';
import { type FolderFlags, withFolder } from './list-options.ts';

interface ImportFlags extends FolderFlags {
  readonly name?: string;
  readonly force?: true;
  readonly arch: string;
  readonly licence: string;
  readonly source?: string;
  readonly mean?: Normalisation['mean'];
  readonly std?: Normalisation['std'];
}

/** Adds `splitsight models import`. */
export function registerImport(models: Command): void {
  withFolder(models.command('import'))
    .description('bring in a model of your own: an ONNX classifier, or the folder of a backbone or head')
    .argument('<file|dir>', 'an ONNX file, or a folder with a manifest.json')
    .option('--name <name>', 'what it is called here; the name of the file or folder unless told')
    .option('--force', 'replace a model of the same name')
    .option('--arch <name>', 'of an ONNX file: the architecture, for its manifest', 'unknown')
    .option('--licence <spdx>', 'of an ONNX file: the licence, for its manifest', 'NOASSERTION')
    .option('--source <text>', 'of an ONNX file: where it is from, for its manifest')
    .option('--mean <r,g,b>', 'of an ONNX file: what it expects to be subtracted from colours of 0 to 1', parseChannels)
    .option('--std <r,g,b>', 'of an ONNX file: what it expects them to be divided by then', parseChannels)
    .action((from: string, flags: ImportFlags) => bringIn(from, flags));
}

async function bringIn(from: string, flags: ImportFlags): Promise<void> {
  const { mean, std, arch, licence, source = `imported from ${from}` } = flags;
  const normalisation = mean || std ? { mean: mean ?? [0, 0, 0], std: std ?? [1, 1, 1] } : undefined;
  const imported = await importModel(from, {
    models: flags.models,
    catalog: readCatalog(flags.catalog),
    force: flags.force === true,
    facts: { arch, licence, source, ...(normalisation ? { normalisation } : {}) },
    ...(flags.name === undefined ? {} : { name: flags.name }),
  });
  process.stdout.write(`${resolve(imported.directory)} (${imported.kind})\n`);
}

function parseChannels(text: string): [number, number, number] {
  const [red, green, blue] = readNumbers(text, 3) ?? [];
  if (red === undefined || green === undefined || blue === undefined) {
    throw new InvalidArgumentError('three numbers are expected: red,green,blue');
  }
  return [red, green, blue];
}
