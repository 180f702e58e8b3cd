/** What a classifier learns from: features in rows, each with its class. */
export interface Examples {
  /** count × dims, row by row. */
  readonly features: Float32Array;
  readonly dims: number;
  /** The class of each row, from 0. */
  readonly labels: ArrayLike<number>;
  /** How much each row counts, above 0. */
  readonly weights: ArrayLike<number>;
}

/** The rows that are wanted, in their order. */
export function rowsWhere(count: number, wanted: (row: number) => boolean): Int32Array {
  const rows = new Int32Array(count);
  let found = 0;
  for (let row = 0; row < count; row++) if (wanted(row)) rows[found++] = row;
  return rows.slice(0, found);
}

/** What the rows weigh together. */
export function totalWeight({ weights }: Examples, rows: Int32Array): number {
  let total = 0;
  for (const row of rows) total += weights[row] as number;
  return total;
}
