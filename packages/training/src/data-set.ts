import type { Millis } from '@splitsight/kernel';
import type { Box, CodecName, Fingerprint, RegionKind } from '@splitsight/wire';

/** Where a labelled item comes from; in its text form it is unique within a data set. */
export type ItemOrigin =
  /** A picture of a folder, or an altered copy of one. */
  | { readonly kind: 'picture'; readonly name: string; readonly view: number }
  /** A region of a stored feature message. */
  | {
      readonly kind: 'vector';
      readonly site: string;
      readonly camera: string;
      readonly bootId: string;
      readonly sequence: number;
      readonly region: number;
    };

/** A vector with the class that someone gave it. */
export interface Item {
  readonly origin: ItemOrigin;
  /** An id as wire's idPattern says: it becomes a class of the head. */
  readonly label: string;
  /** As the codec made it. */
  readonly vector: Uint8Array;
  /** Of the backbone, or the variant of it, that made the vector. */
  readonly fingerprint: Fingerprint;
  /** `<site>/<camera>`; null for pictures of a folder. */
  readonly camera: string | null;
  readonly capturedAt: Millis | null;
  readonly region: RegionKind;
  readonly box: Box;
  /** Items of one group never stand on both sides of a split; null when nobody said, so that it is to be found. */
  readonly group: string | null;
  /** Whether it may be held out to judge a head; altered copies and extra pictures only teach. */
  readonly judged: boolean;
  /** How much it counts beside others, above 0. */
  readonly weight: number;
}

/** Labelled items whose vectors come from one backbone (or variants of it) in one codec. */
export interface DataSet {
  readonly name: string;
  readonly codec: CodecName;
  readonly items: readonly Item[];
}
