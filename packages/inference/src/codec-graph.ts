import { join } from 'node:path';
import type { CodecName } from '@splitsight/wire';
import { codecFile } from './codec.ts';
import { invertPca } from './codec-pca.ts';
import { invertU8 } from './codec-u8.ts';
import { type DecodingSteps, type FeatureForm, inForm } from './decoding-steps.ts';
import { inferenceError } from './errors.ts';
import type { BackboneManifest } from './manifest.ts';
import { readCheckedFile } from './model-files.ts';
import { decodeOnnx } from './onnx-file.ts';

/**
 * The inverse of a backbone's codec, to be put in front of a head, and the form that the head wants.
 *
 * @throws CodedError MODEL_CODEC_MISSING and what reading a model file throws.
 */
export function readDecodingSteps(
  directory: string,
  manifest: BackboneManifest,
  codec: CodecName,
  form: FeatureForm,
): DecodingSteps {
  const { dims, files } = manifest;
  if (codec === 'f32') {
    const input = { type: 'float32', width: dims } as const;
    return inForm(form, { input, nodes: [], constants: [], features: 'vector', form: 'plain' });
  }
  const file = codecFile(codec);
  const path = join(directory, file);
  if (!files[file]) throw inferenceError('MODEL_CODEC_MISSING', `${codec} of ${manifest.name} (${file})`);
  const { graph } = decodeOnnx(readCheckedFile(directory, file, files), path);
  return inForm(form, codec === 'u8' ? invertU8(graph, dims, path) : invertPca(graph, dims, path));
}
