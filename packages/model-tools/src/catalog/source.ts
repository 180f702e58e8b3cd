import type { Wanted } from './catalog.ts';
import type { Part } from './part.ts';

/** What a source gives when it is asked. */
export type Offer =
  | {
      readonly kind: 'bytes';
      /** Where in the file they begin: the size of the part, or 0. */
      readonly start: number;
      /** Tells this version of the file from others, where the source says so. */
      readonly validator?: string;
      /** Throws where the source breaks off. */
      readonly body: AsyncIterable<Uint8Array>;
    }
  /** Nothing now; it may be worth to ask again, after `waitMs` if the source says so. */
  | { readonly kind: 'again'; readonly why: string; readonly waitMs?: number }
  /** What is there already does not help; ask for all of it. */
  | { readonly kind: 'restart'; readonly why: string };

/** Where a model comes from: an address or a folder. */
export interface Source {
  /** What people are told; without secrets. */
  readonly name: string;
  /**
   * Asks for what a part lacks.
   *
   * @throws CodedError PULL_REFUSED, PULL_NOT_FOUND, PULL_PAGE, PULL_SIZE where asking again would not help, and anything
   *   else where it might.
   */
  open(part: Pick<Part, 'size' | 'origin'>, signal: AbortSignal): Promise<Offer>;
  close(): Promise<void>;
}

/** One file, and how a source may know it. */
export interface SourceFile extends Wanted {
  readonly name: string;
  /** Where the model zoo keeps it. */
  readonly path: string;
}
