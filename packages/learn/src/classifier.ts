/** One layer: each output is the sum of its bias and of its weights times the inputs. */
export interface Layer {
  /** outputs × inputs, row by row. */
  readonly weights: Float64Array;
  /** One an output. */
  readonly bias: Float64Array;
}

/** A softmax classifier of features: linear, or with one hidden layer, whose outputs below 0 count as 0 (ReLU). */
export interface Layers {
  readonly hidden?: Layer;
  /** One output a class: its logit. */
  readonly output: Layer;
}
