import { defineErrors } from '@splitsight/kernel';

/** What can go wrong when a backbone is made smaller. */
export const quantizeErrors = {
  QUANTIZE_NOTHING: 'nothing in the graph can compute in integers: it has no convolution with constant weights',
  QUANTIZE_KEEP: 'the graph has no node of this name to keep in float; see models profile for their names',
  QUANTIZE_OPSET:
    'the operator set is too old, and it cannot be raised with this operator in the graph; export it again',
  QUANTIZE_FEW: 'too few pictures to know how large values get; name more folders, or more of their pictures',
  QUANTIZE_VALUES: 'the backbone gives values that are not finite numbers; check it with models verify',
  QUANTIZE_LABELS: 'the labelled pictures do not fit: heads need pictures of each of their classes, and no others',
} as const;

export const quantizeError = defineErrors(quantizeErrors);
