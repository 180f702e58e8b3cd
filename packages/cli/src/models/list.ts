import { type ListedModel, listModels, readCatalog } from '@splitsight/model-tools';
import type { Command } from 'commander';
import { describeBytes, type FolderFlags, withFolder } from './list-options.ts';

interface ListFlags extends FolderFlags {
  readonly json?: true;
}

/** Adds `splitsight models list`. */
export function registerList(models: Command, signal: AbortSignal): void {
  withFolder(models.command('list'))
    .description('the official models and those that are here: present, absent or damaged')
    .option('--json', 'print one JSON line')
    .action(async (flags: ListFlags) => {
      const listed = await listModels(readCatalog(flags.catalog), flags.models, signal);
      process.stdout.write(flags.json ? `${JSON.stringify({ models: listed.map(toJson) })}\n` : describeList(listed));
    });
}

/** A table for people. */
function describeList(listed: readonly ListedModel[]): string {
  const rows = listed.map((model) => [
    model.name,
    model.kind,
    model.partialBytes > 0 && model.state === 'absent'
      ? `absent, ${Math.floor((100 * model.partialBytes) / model.bytes)} % pulled`
      : model.state,
    describeBytes(model.bytes),
    model.licence,
  ]);
  const table = [['name', 'kind', 'state', 'size', 'licence'], ...rows];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  return table
    .map(
      (row) =>
        `${row
          .map((cell, i) => cell.padEnd(widths[i] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

function toJson({ partialBytes, ...model }: ListedModel) {
  return { ...model, partial_bytes: partialBytes };
}
