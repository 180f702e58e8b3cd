import type { Int64, OnnxModel } from '@splitsight/inference/onnx';
import type { Size } from '@splitsight/vision';
import { fedInputs } from '../graph/links.ts';
import { splitError } from './errors.ts';
import type { Layout, PictureInput } from './picture.ts';

/** TensorProto.DataType */
const float32 = 1;

/** What is said of a model's input where its file does not say it. */
export interface InputHints {
  /** Height and width where the file leaves them free. */
  readonly size?: Size;
  /** Where both the second and the last axis could be the colours. */
  readonly layout?: Layout;
}

/**
 * Finds the picture among the inputs of a classifier: its one input, float32, three colours second or last.
 *
 * @throws CodedError SPLIT_INPUT, SPLIT_BATCH, SPLIT_SIZE
 */
export function findPicture(model: OnnxModel, name: string, hints: InputHints): PictureInput {
  const [port, ...others] = fedInputs(model.graph);
  if (!port || others.length > 0) {
    const inputs = [port, ...others].map((input) => (input ? `"${input.name}"` : 'none')).join(', ');
    throw splitError('SPLIT_INPUT', `${name} (its inputs: ${inputs})`);
  }
  const tensor = port.type?.tensorType;
  // An input of free rank has no shape at all.
  const dims = tensor?.shape?.dim.map(({ dimValue }) => fixed(dimValue)) ?? [
    undefined,
    undefined,
    undefined,
    undefined,
  ];
  const described = `${name} ("${port.name}" [${dims.map((dim) => dim ?? '?').join(', ')}])`;
  if (tensor?.elemType !== float32 || dims.length !== 4) throw splitError('SPLIT_INPUT', described);
  if ((dims[0] ?? 1) !== 1) throw splitError('SPLIT_BATCH', described);
  const layout = hints.layout ?? (dims[1] !== 3 && dims[3] === 3 ? 'nhwc' : 'nchw');
  const [channels, height, width] = layout === 'nchw' ? [dims[1], dims[2], dims[3]] : [dims[3], dims[1], dims[2]];
  if ((channels ?? 3) !== 3) throw splitError('SPLIT_INPUT', described);
  const size = { height: side(height, hints.size?.height), width: side(width, hints.size?.width) };
  return { name: port.name, layout, size };

  function side(own: number | undefined, given: number | undefined): number {
    const found = own ?? given;
    if (found === undefined || found !== (given ?? own)) throw splitError('SPLIT_SIZE', described);
    return found;
  }
}

/** A dimension that the file fixes. */
function fixed(value: Int64 | undefined): number | undefined {
  const size = typeof value === 'object' ? value.toNumber() : value;
  return size !== undefined && size > 0 ? size : undefined;
}
