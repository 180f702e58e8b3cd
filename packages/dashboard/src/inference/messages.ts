import type { Millis } from '@splitsight/kernel';
import type { GazeSettings } from '@splitsight/vision';
import type { BackboneView, BootId, CodecName, RunnableHead } from '@splitsight/wire';
import type { ProblemCode } from './problem.ts';

/** Which models the worker is to run. */
export interface ModelRequest {
  readonly backbone: BackboneView;
  readonly variant: BackboneView['variants'][number];
  readonly heads: readonly RunnableHead[];
  /** The codecs that are needed. */
  readonly codecs: readonly CodecName[];
}

/** What makes a camera of a browser. */
export interface WatchRequest {
  readonly bootId: BootId;
  readonly codec: CodecName;
  readonly gaze: GazeSettings;
}

/** What the page asks of the worker; every request is answered with its id, in order. */
export type WorkerRequest =
  | { readonly type: 'open'; readonly id: number; readonly models: ModelRequest }
  | { readonly type: 'judge'; readonly id: number; readonly file: Blob }
  | { readonly type: 'watch'; readonly id: number; readonly watch: WatchRequest }
  | { readonly type: 'look'; readonly id: number; readonly bitmap: ImageBitmap; readonly capturedAt: Millis };

export type WorkerReply =
  | { readonly type: 'progress'; readonly bytes: number }
  | { readonly type: 'done'; readonly id: number; readonly answer: Opened | Judgement | Looked | null }
  | { readonly type: 'failed'; readonly id: number; readonly code: ProblemCode; readonly message: string };

/** The models are loaded and have run once. */
export interface Opened {
  readonly took: Millis;
}

/** What the models make of a picture. */
export interface Judgement {
  readonly width: number;
  readonly height: number;
  /** Of at most 1280 pixels a side; the taker closes it. */
  readonly preview: ImageBitmap;
  /** The float32 feature of the whole picture, before any codec. */
  readonly feature: Float32Array;
  readonly heads: readonly HeadScores[];
  readonly took: { readonly decode: Millis; readonly cut: Millis; readonly backbone: Millis; readonly heads: Millis };
}

export interface HeadScores {
  readonly head: RunnableHead;
  /** A probability for each class of the head. */
  readonly scores: readonly number[];
}

/** What became of a frame. */
export interface Looked {
  /** The bytes of the feature message; null when the gaze passes the frame over. */
  readonly message: Uint8Array | null;
  readonly regions: number;
  /** `crop` and `infer` are 0 of a frame that was passed over, or is only a sign of life. */
  readonly took: { readonly motion: Millis; readonly crop: Millis; readonly infer: Millis };
}
