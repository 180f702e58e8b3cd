import { type ListedModel, listModels, readCatalog } from '@splitsight/model-tools';
import type { Command } from 'commander';
import { show } from '../output.ts';
import { formatTable } from '../text-table.ts';
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
      show(flags, { models: listed.map(toJson) }, describeList(listed));
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
  return formatTable([['name', 'kind', 'state', 'size', 'licence'], ...rows]);
}

function toJson({ partialBytes, ...model }: ListedModel) {
  return { ...model, partial_bytes: partialBytes };
}
