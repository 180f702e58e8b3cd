import type { Session } from '@splitsight/inference/onnx';
import type { PictureInput } from './catalog.ts';
import { catalogError } from './errors.ts';

/** Finds out how a classifier takes its picture. @throws CodedError IMPORT_INPUT; `name` is what it calls the model */
export function findPictureInput({ inputs }: Pick<Session, 'inputs'>, name: string): PictureInput {
  const found = inputs.map(({ name: input, type, shape }) => `${input} ${type} [${shape.join(', ')}]`).join('; ');
  const [port, ...others] = inputs;
  if (!port || others.length > 0 || port.type !== 'float32' || port.shape.length !== 4) {
    throw catalogError('IMPORT_INPUT', `${name} (${found || 'no input'})`);
  }
  const [, second, third, fourth] = port.shape;
  if (second === 3) return { name: port.name, layout: 'NCHW', ...side('height', third), ...side('width', fourth) };
  if (fourth === 3) return { name: port.name, layout: 'NHWC', ...side('height', second), ...side('width', third) };
  throw catalogError('IMPORT_INPUT', `${name} (${found})`);
}

/** A side that the file leaves open is left out. */
function side<Name extends 'height' | 'width'>(
  name: Name,
  size: number | string | undefined,
): { [K in Name]?: number } {
  return typeof size === 'number' && size > 0 ? ({ [name]: size } as { [K in Name]?: number }) : {};
}
