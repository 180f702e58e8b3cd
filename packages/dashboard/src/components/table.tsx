import { type ReactNode, useMemo, useState } from 'react';
import { locale } from '../strings/language.ts';
import { strings } from '../strings/strings.ts';
import { Icon } from './icon.tsx';

export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  /** What it is sorted by; left out, it cannot be. */
  readonly sort?: (row: Row) => string | number;
  /** Numbers stand at the right. */
  readonly numeric?: boolean;
  /** The column that names the row, for screen readers. */
  readonly heading?: boolean;
}

interface TableProps<Row> {
  /** Read aloud; also the name of the region that scrolls where the table is too wide. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  /** The column sorted by at first, and how. */
  readonly sortedBy?: { readonly key: string; readonly descending?: boolean };
}

/** A table whose headings sort it. For up to some hundred rows; longer ones belong into a VirtualList. */
export function Table<Row>({ caption, columns, rows, rowKey, sortedBy }: TableProps<Row>) {
  const [order, setOrder] = useState(sortedBy);
  const sorted = useMemo(() => {
    const sort = columns.find(({ key }) => key === order?.key)?.sort;
    if (!sort) return rows;
    const sign = order?.descending ? -1 : 1;
    return [...rows].sort((a, b) => sign * compare(sort(a), sort(b)));
  }, [columns, rows, order]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className="table-wrap" aria-label={caption} tabIndex={0}>
      <table className="table">
        <caption className="unseen">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <Heading
                key={column.key}
                column={column}
                order={order?.key === column.key ? (order.descending ? 'descending' : 'ascending') : undefined}
                onSort={() => setOrder({ key: column.key, descending: order?.key === column.key && !order.descending })}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map(({ key, cell, numeric, heading }) =>
                heading ? (
                  <th key={key} scope="row">
                    {cell(row)}
                  </th>
                ) : (
                  <td key={key} data-numeric={numeric || undefined}>
                    {cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface HeadingProps<Row> {
  readonly column: Column<Row>;
  readonly order: 'ascending' | 'descending' | undefined;
  readonly onSort: () => void;
}

function Heading<Row>({ column: { title, sort, numeric }, order, onSort }: HeadingProps<Row>) {
  return (
    <th scope="col" data-numeric={numeric || undefined} aria-sort={order}>
      {sort ? (
        <button type="button" className="sort" title={strings.common.sortBy(title)} onClick={onSort}>
          {title}
          {order && <Icon name={order === 'ascending' ? 'up' : 'down'} />}
        </button>
      ) : (
        title
      )}
    </th>
  );
}

function compare(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a).localeCompare(String(b), locale(), { numeric: true });
}
