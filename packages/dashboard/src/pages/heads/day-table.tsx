import { type Column, Table } from '../../components/table.tsx';
import { formatCount } from '../../format/format.ts';
import { strings } from '../../strings/strings.ts';

/** Counts of a camera on a day. */
interface DayRow {
  readonly day: string;
  readonly site: string;
  readonly camera: string;
}

interface DayTableProps<Row extends DayRow> {
  readonly caption: string;
  readonly rows: readonly Row[];
  /** What is counted, and how it is written; a count unless told. */
  readonly counts: readonly {
    readonly title: string;
    readonly value: (row: Row) => number;
    readonly show?: (value: number) => string;
  }[];
}

/** Counts by day and camera; every column sorts. */
export function DayTable<Row extends DayRow>({ caption, rows, counts }: DayTableProps<Row>) {
  const { day, camera } = strings.heads.days;
  const columns: Column<Row>[] = counts.map(({ title, value, show = formatCount }) => ({
    ...{ key: title, title, numeric: true, sort: value },
    cell: (row) => show(value(row)),
  }));
  return (
    <Table
      caption={caption}
      rows={rows}
      rowKey={(row) => `${row.day}/${row.site}/${row.camera}`}
      columns={[
        { key: 'day', title: day, sort: (row) => row.day, cell: (row) => row.day },
        {
          key: 'camera',
          title: camera,
          sort: (row) => `${row.site}/${row.camera}`,
          cell: (row) => `${row.site} / ${row.camera}`,
        },
        ...columns,
      ]}
    />
  );
}
