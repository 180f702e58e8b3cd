import { type CutMark, plainBytes, valueCount } from './cuts.ts';
import type { Share } from './decide.ts';
import type { JpegCost } from './jpeg.ts';
import type { MeasuredCut, Profile } from './profile.ts';
import type { Spread } from './spread.ts';

/** How values cross: as they are, or one byte each. */
export type WireForm = 'float32' | 'u8';

/** One way to share a model between edge and server. */
export interface Candidate extends Share {
  /** In a few words; no two are the same. */
  readonly label: string;
  /** Where the model is cut; a compressed picture is sent before any of it has run. */
  readonly cut: MeasuredCut | 'jpeg';
  /** No way that leaves the edge less to do sends as few bytes. */
  readonly useful: boolean;
}

export interface CandidateOptions {
  readonly form: WireForm;
  /** How many times longer than here the edge and the server take. */
  readonly edgeFactor: number;
  readonly serverFactor: number;
  readonly jpeg?: JpegCost;
}

/**
 * The ways to share a profiled model, those with less work at the edge first: the picture as JPEG (all of the model on the
 * server), as it is, every cut, and all at the edge.
 */
export function createCandidates(profile: Profile, options: CandidateOptions): Candidate[] {
  const { form, edgeFactor, serverFactor, jpeg } = options;
  let fewest = Number.POSITIVE_INFINITY;
  const cuts = profile.cuts.map((cut, index): Candidate => {
    const bytes = crossingBytes(cut, form);
    const useful = bytes < fewest;
    fewest = Math.min(fewest, bytes);
    return {
      label: `${index + 1} ${labelOf(cut)}`,
      cut,
      useful,
      bytes,
      edgeMs: cut.before.median * edgeFactor,
      serverMs: cut.after.median * serverFactor,
      noiseMs: noiseOf(cut.before) * edgeFactor + noiseOf(cut.after) * serverFactor,
    };
  });
  if (!jpeg) return cuts;
  // sharp runs on the processor, however fast the graphics processor beside it is.
  const encodeFactor = Math.max(1, edgeFactor);
  const compressed: Candidate = {
    label: 'picture as JPEG',
    cut: 'jpeg',
    useful: true,
    bytes: jpeg.bytes,
    edgeMs: jpeg.encode.median * encodeFactor,
    serverMs: (jpeg.decode.median + profile.whole.median) * serverFactor,
    noiseMs: noiseOf(jpeg.encode) * encodeFactor + (noiseOf(jpeg.decode) + noiseOf(profile.whole)) * serverFactor,
  };
  return [compressed, ...cuts];
}

/** Bytes that cross a cut. A picture's pixels are bytes in both forms. */
export function crossingBytes(cut: MeasuredCut, form: WireForm): number {
  return form === 'u8' || isMarked(cut, 'input') ? valueCount(cut) : plainBytes(cut);
}

export function isMarked(cut: MeasuredCut | 'jpeg', mark: CutMark): boolean {
  return cut !== 'jpeg' && cut.marks.includes(mark);
}

/** Half of the distance between the quartiles. */
function noiseOf({ low, high }: Spread): number {
  return (high - low) / 2;
}

/** The longest label of a value, such that a plot has room for it; its end says more than its beginning. */
const longest = 20;

/** What a cut is called: its last value, and how many cross beside it. */
function labelOf(cut: MeasuredCut): string {
  if (isMarked(cut, 'input')) return 'picture as it is';
  const name = shortName(cut.values.at(-1)?.name ?? '');
  const short = name.length > longest ? `…${name.slice(1 - longest)}` : name;
  return cut.values.length > 1 ? `${short} + ${cut.values.length - 1}` : short;
}

/** `/layer1/layer1.0/relu/Relu_output_0`, as PyTorch writes names, becomes `layer1.0/relu`, also with something behind it. */
function shortName(name: string): string {
  const exported = /^\/(.*?)(\/[^/]*)?_output_\d+(?:_\w+)?$/.exec(name);
  if (!exported) return name;
  const steps = (exported[1] ?? name).split('/');
  return steps.filter((step, i) => !steps[i + 1]?.startsWith(`${step}.`)).join('/');
}
