import type { Connection } from './database.ts';

/** How large a table is, about. */
export interface TableSize {
  readonly rows: number;
  readonly bytes: number;
}

/** Estimates the size of a table whose rows are numbered, from a few of them: counting them all reads all of the table. */
export interface TableSizes {
  /** Looks at the next few rows. */
  look(): void;
  /** Undefined until it has looked everywhere once. */
  size(): TableSize | undefined;
}

/** In so many parts of the table it looks at so many rows. */
const parts = 48;
const rowsAPart = 64;

interface Part {
  /** The share of numbers in it that are rows. */
  readonly density: number;
  readonly rowBytes: number;
}

/** What a row takes beside what its text and blobs hold, with its place in the indexes: see the sizes in docs/reliability.md. */
const overheads = {
  vectors: { content: 'length(regions)', each: 104, slack: 1.07 },
  decisions: { content: '0', each: 33, slack: 1.02 },
} as const;

export function createTableSizes(connection: Connection, table: keyof typeof overheads): TableSizes {
  const { content, each, slack } = overheads[table];
  const ends = connection
    .prepare<[], [number | null, number | null]>(
      `SELECT (SELECT min(id) FROM ${table}), (SELECT max(id) FROM ${table})`,
    )
    .raw();
  const some = connection
    .prepare<[number], [number, number]>(
      `SELECT id, ${content} FROM ${table} WHERE id >= ? ORDER BY id LIMIT ${rowsAPart}`,
    )
    .raw();
  const looks: (Part | undefined)[] = new Array(parts).fill(undefined);
  let next = parts - 1;
  let turn = 0;

  function lookAt(part: number, first: number, width: number): Part {
    // Another place of the part each time: the golden ratio spreads them.
    const offset = (turn * 0.618_033_988_749_895) % 1;
    const rows = some.all(Math.floor(first + (part + offset) * width));
    const [start = [Number.POSITIVE_INFINITY]] = rows;
    const end = rows.at(-1);
    if (!end || start[0] >= first + (part + 1) * width + rowsAPart) return { density: 0, rowBytes: 0 };
    const density = rows.length < 2 ? 1 : (rows.length - 1) / (end[0] - start[0]);
    const held = rows.reduce((sum, [, bytes]) => sum + bytes, 0) / rows.length;
    return { density: Math.min(1, density), rowBytes: (held + each) * slack };
  }

  function span(): { readonly first: number; readonly width: number } | undefined {
    const [first, last] = ends.get() ?? [];
    if (typeof first !== 'number' || typeof last !== 'number') return undefined;
    return { first, width: (last - first + 1) / parts };
  }

  return {
    look() {
      const all = span();
      if (!all) return void looks.fill({ density: 0, rowBytes: 0 });
      looks[next] = lookAt(next, all.first, all.width);
      // From the newest part to the oldest.
      next = (next + parts - 1) % parts;
      if (next === parts - 1) turn++;
    },
    size() {
      const all = span();
      if (!all) return { rows: 0, bytes: 0 };
      let rows = 0;
      let bytes = 0;
      for (const part of looks) {
        if (!part) return undefined;
        rows += all.width * part.density;
        bytes += all.width * part.density * part.rowBytes;
      }
      return { rows: Math.round(rows), bytes: Math.round(bytes) };
    },
  };
}
