/** What can keep a browser from running models; the page has words for each. */
export type ProblemCode =
  /** A model file did not come down, or is not the one that the server named. */
  | 'download'
  /** The models do not load or run here. */
  | 'load'
  | 'run'
  /** The picture: an empty file, no picture, one of a kind that this browser cannot decode, one that is too large. */
  | 'empty'
  | 'not-a-picture'
  | 'heic'
  | 'too-large';

export class ModelProblem extends Error {
  readonly code: ProblemCode;

  constructor(code: ProblemCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ModelProblem';
    this.code = code;
  }
}
