import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

/** Directions of a cloud of points, those along which it spreads most first. */
export interface PrincipalComponents {
  /** count × dims, row by row: unit vectors, each at right angles to the others. */
  readonly directions: Float64Array;
  /** The variance along each direction, largest first. */
  readonly variances: Float64Array;
}

/**
 * The principal components of a covariance: its eigenvectors of the largest eigenvalues.
 *
 * The same covariance gives the same numbers: eigenvalues in falling order (of equals, as the decomposition gives them),
 * and each vector turned so that its entry of the largest size (of equals, the first) is above 0.
 *
 * @param covariance dims × dims, symmetric.
 * @param count how many, dims at the most.
 */
export function principalComponents(covariance: Float64Array, dims: number, count: number): PrincipalComponents {
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(
    Matrix.from1DArray(dims, dims, covariance),
    {
      assumeSymmetric: true,
    },
  );
  const order = realEigenvalues.map((_, i) => i).sort((a, b) => (realEigenvalues[b] ?? 0) - (realEigenvalues[a] ?? 0));
  const directions = new Float64Array(count * dims);
  order.slice(0, count).forEach((column, row) => {
    const vector = eigenvectorMatrix.getColumn(column);
    const longest = vector.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
    directions.set(longest < 0 ? vector.map((value) => -value) : vector, row * dims);
  });
  return { directions, variances: Float64Array.from(order.slice(0, count), (i) => realEigenvalues[i] ?? 0) };
}
