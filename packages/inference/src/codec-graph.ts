import { join } from 'node:path';
import type { CodecName } from '@splitsight/wire';
import { codecFile } from './codec.ts';
import { invertPca } from './codec-pca.ts';
import { invertU8 } from './codec-u8.ts';
import { type DecodingSteps, type FeatureForm, inForm } from './decoding-steps.ts';
import { inferenceError } from './errors.ts';
import { type BackboneManifest, type HeadManifest, headFile } from './manifest.ts';
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

/** A model's folder and what its manifest says. */
interface OpenFolder<Manifest> {
  readonly directory: string;
  readonly manifest: Manifest;
}

/**
 * Refuses a head that carries the inverse of another calibration of its codec than the one that lies beside the backbone:
 * a fingerprint names the backbone's file alone, so nothing else would notice.
 *
 * @throws CodedError HEAD_CALIBRATION and what reading a model file throws.
 */
export function requireCalibration(head: OpenFolder<HeadManifest>, backbone: OpenFolder<BackboneManifest>): void {
  const { codec, files } = head.manifest;
  const steps = readDecodingSteps(backbone.directory, backbone.manifest, codec, 'plain');
  const path = join(head.directory, headFile);
  const { graph } = decodeOnnx(readCheckedFile(head.directory, headFile, files), path);
  const carried = new Map(graph.initializer.map((constant) => [constant.name, constant.rawData]));
  const other = steps.constants.find(
    ({ name, rawData = new Uint8Array(0) }) => !Buffer.from(rawData).equals(carried.get(name) ?? new Uint8Array(0)),
  );
  if (other) throw inferenceError('HEAD_CALIBRATION', `${path} and ${codecFile(codec)} of ${backbone.directory}`);
}
