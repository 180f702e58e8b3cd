import type { NodeHealth } from '@splitsight/wire';
import { Go } from '../../components/go.tsx';
import { type Column, Table } from '../../components/table.tsx';
import { formatCount, formatRate } from '../../format/format.ts';
import { cameraKey } from '../../live/score-book.ts';
import { useLive } from '../../live/use-live.ts';
import { strings } from '../../strings/strings.ts';
import { cameraPath } from '../live/camera-path.ts';

type Row = NodeHealth['cameras'][string] & { readonly id: string; readonly name: string };

/** Frames and losses of each camera of a node. */
export function NodeCameras({ site, health }: { readonly site: string; readonly health: NodeHealth }) {
  const cameras = useLive((live) => live.cameras);
  const words = strings.nodes;
  const rows = Object.entries(health.cameras).map(
    ([id, counts]): Row => ({ ...counts, id, name: cameras.get(cameraKey({ site, camera: id }))?.name ?? id }),
  );
  const columns: readonly Column<Row>[] = [
    {
      key: 'name',
      title: strings.live.cameras.title,
      heading: true,
      sort: (row) => row.name,
      cell: (row) => <Go to={cameraPath({ site, camera: row.id })}>{row.name}</Go>,
    },
    number('in', `${words.framesIn}, ${words.perSecond}`, (row) => row.fps_in, formatRate),
    number('out', `${words.framesOut}, ${words.perSecond}`, (row) => row.fps_out, formatRate),
    number('restarts', words.restarts, (row) => row.restarts, formatCount),
    {
      key: 'dropped',
      title: words.dropped,
      sort: (row) => Object.values(row.dropped).reduce((sum, count) => sum + count, 0),
      cell: (row) =>
        Object.keys(row.dropped).length === 0
          ? strings.common.none
          : words.droppedBy(
              Object.entries(row.dropped).map(([reason, count]) => [reason, formatCount(count)] as const),
            ),
    },
  ];
  return (
    <Table
      caption={words.camerasOf}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.id}
      sortedBy={{ key: 'name' }}
    />
  );
}

function number(
  key: string,
  title: string,
  value: (row: Row) => number,
  format: (value: number) => string,
): Column<Row> {
  return { key, title, numeric: true, sort: value, cell: (row) => format(value(row)) };
}
