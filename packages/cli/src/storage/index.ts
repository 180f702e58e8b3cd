import { type StorageAnswer, type StoredKindView, storageAnswerSchema } from '@splitsight/wire';
import type { Command } from 'commander';
import { createApiClient } from '../api/client.ts';
import { type ServerFlags, withServer } from '../api/flags.ts';
import { show } from '../output.ts';
import { formatTable } from '../text-table.ts';

/** Registers `splitsight storage`: how large what a server keeps is, and the room for it. */
export function registerStorage(program: Command, signal: AbortSignal): void {
  withServer(program.command('storage'))
    .description('how large what a server keeps is, where that leads to, and the room on its disk')
    .action(async (flags: ServerFlags) => {
      const answer = await createApiClient({ ...flags, signal }).get('/api/v1/storage', storageAnswerSchema);
      show(flags, answer, describeStorage(answer));
    });
}

function describeStorage({ disk, accepts, file, kinds, is_busy, doubts_clock }: StorageAnswer): string {
  const rows = kinds.map((kind) => [
    ...[kind.kind, kind.rows === null ? '-' : String(kind.rows), size(kind.bytes), keptFor(kind)],
    ...[size(kind.max_bytes), size(kind.day_bytes), size(kind.expected_bytes)],
  ]);
  const lines = [
    disk
      ? `disk: ${disk.level}, ${size(disk.free_bytes)} of ${size(disk.total_bytes)} free, ${size(disk.floor_bytes)} are to stay free`
      : 'disk: not looked at yet',
    `database: ${size(file.bytes)}, of it free ${size(file.free_bytes)}; its log ${size(file.log_bytes)}`,
    ...(accepts ? [] : ['no vectors are taken in until there is room']),
    ...(file.shrinks ? [] : ['free space in the file does not go back to the disk: see splitsight-server compact']),
    ...(is_busy ? ['old rows are being thinned or deleted'] : []),
    ...(doubts_clock ? ['the clock has stepped: for an hour nothing is deleted by age'] : []),
  ];
  const head = ['kind', 'rows', 'size', 'kept', 'at most', 'a day', 'expected'];
  return `${lines.join('\n')}\n\n${formatTable([head, ...rows])}`;
}

function keptFor({ days, whole_days }: StoredKindView): string {
  if (days === null) return '-';
  return whole_days === null || whole_days >= days ? `${days} days` : `${days} days, ${whole_days} whole`;
}

function size(bytes: number | null): string {
  if (bytes === null) return '-';
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(2)} GB`;
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
