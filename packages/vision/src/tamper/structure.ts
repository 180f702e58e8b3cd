import type { LumaPlane } from '../luma-plane.ts';

/** Pictures are judged in blocks, 8 across and 5 down, so that what passes in front of some says nothing of the others. */
export const blocksAcross = 8;
export const blocksDown = 5;
export const blockCount = blocksAcross * blocksDown;

/** Where the edges of a picture are: the change of brightness across and down, a value a cell each. */
export interface Edges {
  readonly columns: number;
  readonly rows: number;
  readonly across: Float32Array;
  readonly down: Float32Array;
}

export function createEdges({ columns, rows }: Pick<LumaPlane, 'columns' | 'rows'>): Edges {
  return { columns, rows, across: new Float32Array(columns * rows), down: new Float32Array(columns * rows) };
}

/** Fills `edges` from the brightness of the cells; the outermost cells have none. */
export function fillEdges(values: Float32Array, { columns, rows, across, down }: Edges): void {
  for (let row = 1; row < rows - 1; row++) {
    for (let at = row * columns + 1; at < (row + 1) * columns - 1; at++) {
      across[at] = (values[at + 1] as number) - (values[at - 1] as number);
      down[at] = (values[at + columns] as number) - (values[at - columns] as number);
    }
  }
}

/** How the edges of a picture compare with those of a view, block by block. */
export interface Comparison {
  /** -1..1; the same whatever the light: 1 for the same edges, about 0 for others. */
  readonly match: Float32Array;
  /** How strong the edges are, in levels of 255: of the picture, and of the view. */
  readonly strength: Float32Array;
  readonly known: Float32Array;
}

export function createComparison(): Comparison {
  const values = () => new Float32Array(blockCount);
  return { match: values(), strength: values(), known: values() };
}

export function compareEdges(picture: Edges, view: Edges, { match, strength, known }: Comparison): void {
  const { columns, rows } = picture;
  for (let block = 0; block < blockCount; block++) {
    const left = Math.floor(((block % blocksAcross) * columns) / blocksAcross);
    const right = Math.floor((((block % blocksAcross) + 1) * columns) / blocksAcross);
    const line = Math.floor(block / blocksAcross);
    const top = Math.floor((line * rows) / blocksDown);
    const bottom = Math.floor(((line + 1) * rows) / blocksDown);
    let [both, own, other] = [0, 0, 0];
    for (let row = top; row < bottom; row++) {
      for (let at = row * columns + left; at < row * columns + right; at++) {
        const a = picture.across[at] as number;
        const b = picture.down[at] as number;
        const c = view.across[at] as number;
        const d = view.down[at] as number;
        both += a * c + b * d;
        own += a * a + b * b;
        other += c * c + d * d;
      }
    }
    const cells = Math.max(1, (right - left) * (bottom - top));
    match[block] = both / Math.sqrt(own * other + 1e-6);
    strength[block] = Math.sqrt(own / cells);
    known[block] = Math.sqrt(other / cells);
  }
}

/** What a comparison comes to, as shares of the blocks in which the view has edges. */
export interface Likeness {
  /** In how many blocks the view has edges. */
  readonly blocks: number;
  /** The share that shows the same edges. */
  readonly same: number;
  /** The share that shows hardly any edges. */
  readonly empty: number;
}

/** Weaker edges may be noise. */
const leastStrength = 3;
const sameMatch = 0.5;
const emptyShare = 0.3;

export function likenessOf({ match, strength, known }: Comparison): Likeness {
  let [blocks, same, empty] = [0, 0, 0];
  for (let block = 0; block < blockCount; block++) {
    const before = known[block] as number;
    if (before < leastStrength) continue;
    blocks++;
    if ((match[block] as number) > sameMatch) same++;
    else if ((strength[block] as number) < emptyShare * before) empty++;
  }
  const share = (count: number) => (blocks === 0 ? 0 : count / blocks);
  return { blocks, same: share(same), empty: share(empty) };
}
