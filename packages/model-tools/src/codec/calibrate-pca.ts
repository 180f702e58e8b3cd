import { type PcaParts, pcaComponents } from '@splitsight/inference';
import { principalComponents } from './principal-components.ts';
import { quantile, sortedColumn } from './quantile.ts';

/** Steps of 8 bits a value. */
const steps = 255;
/** A component that never changes gets a range of this size. */
const smallestRange = 1e-6;

/** A calibrated `pca128-u8`, and what of the features it keeps. */
export interface PcaCalibration {
  readonly parts: PcaParts;
  /** The share of the variance of the square roots that lies in the 128 components. */
  readonly kept: number;
  /** The share of the components' values that were outside their ranges. */
  readonly cut: number;
}

/**
 * Finds the 128 principal components of roots and the range of each: what the middle `share` of
 * its values covers, 0 included. The same roots give the same parts.
 *
 * @param roots count × dims, dims 128 or more: square roots of features.
 */
export function calibratePca(roots: Float32Array, dims: number, share: number): PcaCalibration {
  const mean = columnMeans(roots, dims);
  const covariance = covarianceOf(roots, dims, mean);
  const { directions, variances } = principalComponents(covariance, dims, pcaComponents);
  const components = project(roots, dims, mean, directions);
  const ranges = Array.from({ length: pcaComponents }, (_, i) =>
    rangeOf(sortedColumn(components, pcaComponents, i), share),
  );
  const total = sum(Float64Array.from({ length: dims }, (_, i) => covariance[i * dims + i] as number));
  const outside = components.filter((value, i) => {
    const range = ranges[i % pcaComponents];
    return range && (value < range.low || value > range.high);
  });
  return {
    parts: {
      mean: Float32Array.from(mean),
      directions: Float32Array.from(directions),
      steps: Float32Array.from(ranges, ({ step }) => step),
      zeros: Uint8Array.from(ranges, ({ zero }) => zero),
    },
    kept: total > 0 ? sum(variances) / total : 1,
    cut: outside.length / Math.max(1, components.length),
  };
}

/** What the 256 bytes of a component stand for. */
interface Range {
  readonly low: number;
  readonly high: number;
  readonly step: number;
  /** The byte of 0. */
  readonly zero: number;
}

function rangeOf(sorted: Float32Array, share: number): Range {
  const outside = (1 - share) / 2;
  const low = Math.min(0, quantile(sorted, outside));
  const high = Math.max(0, quantile(sorted, 1 - outside));
  const step = Math.max(smallestRange, high - low) / steps;
  return { low, high, step, zero: Math.min(steps, Math.round(-low / step)) };
}

function columnMeans(rows: Float32Array, dims: number): Float64Array {
  const means = new Float64Array(dims);
  const count = rows.length / dims;
  for (let i = 0; i < rows.length; i++) means[i % dims] = (means[i % dims] as number) + (rows[i] as number);
  return means.map((total) => total / count);
}

function covarianceOf(rows: Float32Array, dims: number, mean: Float64Array): Float64Array {
  const covariance = new Float64Array(dims * dims);
  const count = rows.length / dims;
  const centred = new Float64Array(dims);
  for (let at = 0; at < rows.length; at += dims) {
    for (let i = 0; i < dims; i++) centred[i] = (rows[at + i] as number) - (mean[i] as number);
    for (let i = 0; i < dims; i++) {
      const value = centred[i] as number;
      const row = i * dims;
      for (let j = i; j < dims; j++)
        covariance[row + j] = (covariance[row + j] as number) + value * (centred[j] as number);
    }
  }
  for (let i = 0; i < dims; i++) {
    for (let j = i; j < dims; j++) {
      const value = (covariance[i * dims + j] as number) / count;
      covariance[i * dims + j] = value;
      covariance[j * dims + i] = value;
    }
  }
  return covariance;
}

/** The components of rows: count × 128. */
function project(rows: Float32Array, dims: number, mean: Float64Array, directions: Float64Array): Float32Array {
  const count = rows.length / dims;
  const components = new Float32Array(count * pcaComponents);
  for (let row = 0; row < count; row++) {
    for (let c = 0; c < pcaComponents; c++) {
      let value = 0;
      for (let i = 0; i < dims; i++) {
        value += ((rows[row * dims + i] as number) - (mean[i] as number)) * (directions[c * dims + i] as number);
      }
      components[row * pcaComponents + c] = value;
    }
  }
  return components;
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
