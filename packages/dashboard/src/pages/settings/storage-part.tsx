import { type StoredKindView, storageAnswerSchema } from '@splitsight/wire';
import { useApi } from '../../api/use-api.ts';
import { type Column, Table } from '../../components/table.tsx';
import { formatBytes } from '../../format/format.ts';
import { strings } from '../../strings/strings.ts';

const askEvery = 10_000;

/** What the server keeps, how large that is, and the room for it. Nothing for those who may not ask. */
export function StoragePart() {
  const { data } = useApi('/api/v1/storage', { answer: storageAnswerSchema, every: askEvery });
  if (!data) return null;
  const words = strings.settings.storage;
  const { disk, file, kinds } = data;
  const size = (bytes: number | null) => (bytes === null ? '–' : formatBytes(bytes));
  const columns: readonly Column<StoredKindView>[] = [
    { key: 'kind', title: words.kind, cell: ({ kind }) => words.kinds[kind], heading: true },
    { key: 'size', title: words.size, cell: ({ bytes }) => size(bytes), numeric: true },
    { key: 'kept', title: words.kept, cell: ({ days, whole_days }) => words.days(days, whole_days) },
    { key: 'most', title: words.most, cell: ({ max_bytes }) => size(max_bytes), numeric: true },
    { key: 'day', title: words.day, cell: ({ day_bytes }) => size(day_bytes), numeric: true },
    { key: 'expected', title: words.expected, cell: ({ expected_bytes }) => size(expected_bytes), numeric: true },
  ];
  return (
    <div className="settings-storage">
      <h2>{words.title}</h2>
      {disk && (
        <p role={disk.level === 'roomy' ? undefined : 'alert'}>
          {words.disk(formatBytes(disk.free_bytes), formatBytes(disk.total_bytes), formatBytes(disk.floor_bytes))}{' '}
          {words.levels[disk.level]}
        </p>
      )}
      <p className="dim">{words.file(formatBytes(file.bytes), formatBytes(file.free_bytes))}</p>
      {data.doubts_clock && <p>{words.doubtsClock}</p>}
      <Table caption={words.title} columns={columns} rows={kinds} rowKey={({ kind }) => kind} />
    </div>
  );
}
