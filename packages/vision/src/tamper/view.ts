import type { Millis } from '@splitsight/kernel';
import type { LumaPlane } from '../luma-plane.ts';
import {
  blockCount,
  type Comparison,
  compareEdges,
  createComparison,
  createEdges,
  type Edges,
  type Likeness,
  likenessOf,
} from './structure.ts';

/** A view that a camera had: where its edges are and how sharp. */
export interface View {
  readonly edges: Edges;
  readonly sharpness: Float32Array;
  readonly comparison: Comparison;
  /** How long it has been learnt. */
  learntFor: Millis;
  /** How much pictures have been like it lately, 0..1. */
  steadiness: number;
}

/** How fast a view follows the sun, and how fast its steadiness follows what is seen. */
const followTime: Millis = 300_000;
const steadyTime: Millis = 10_000;

export function createView(size: Pick<LumaPlane, 'columns' | 'rows'>): View {
  return {
    edges: createEdges(size),
    sharpness: new Float32Array(blockCount),
    comparison: createComparison(),
    learntFor: 0,
    steadiness: 0.7,
  };
}

/** How like a view a picture is; the comparison stays in the view until the next one. */
export function compareTo(view: View, picture: Edges): Likeness {
  compareEdges(picture, view.edges, view.comparison);
  return likenessOf(view.comparison);
}

/** Takes a picture into a view: quickly while the view is young, then as slowly as shadows wander. */
export function learnView(view: View, picture: Edges, same: number, passed: Millis): void {
  const { edges } = view;
  view.learntFor += passed;
  const rate = rateOf(view, passed);
  for (let i = 0; i < edges.across.length; i++) {
    const across = edges.across[i] as number;
    const down = edges.down[i] as number;
    edges.across[i] = across + rate * ((picture.across[i] as number) - across);
    edges.down[i] = down + rate * ((picture.down[i] as number) - down);
  }
  view.steadiness += Math.min(1, passed / steadyTime) * (same - view.steadiness);
}

/** Takes the sharpness of a picture into a view. @param slower how many times more slowly than its edges. */
export function learnSharpness(view: View, sharpness: Float32Array, passed: Millis, slower = 1): void {
  const rate = rateOf(view, passed) / slower;
  for (let block = 0; block < blockCount; block++) {
    const known = view.sharpness[block] as number;
    const now = sharpness[block] as number;
    if (now > 0) view.sharpness[block] = known === 0 ? now : known + rate * (now - known);
  }
}

function rateOf({ learntFor }: View, passed: Millis): number {
  return Math.min(1, passed / Math.max(passed, Math.min(learntFor, followTime)));
}
