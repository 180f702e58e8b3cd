/**
 * 9 × (height × width): how much of each cell each pixel is. Along an axis of length L cell i goes from ⌊i·L/3⌋ up to
 * ⌈(i+1)·L/3⌉, as in PyTorch's adaptive_avg_pool2d: cells share a row of pixels where 3 does not divide L.
 */
export function cellShares(height: number, width: number): Float32Array {
  const shares = new Float32Array(9 * height * width);
  const span = (cell: number, length: number) =>
    [Math.floor((cell * length) / 3), Math.ceil(((cell + 1) * length) / 3)] as const;
  for (let cell = 0; cell < 9; cell++) {
    const [top, bottom] = span(Math.floor(cell / 3), height);
    const [left, right] = span(cell % 3, width);
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++)
        shares[(cell * height + y) * width + x] = 1 / ((bottom - top) * (right - left));
    }
  }
  return shares;
}
