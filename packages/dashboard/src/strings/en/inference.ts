import type { PrecisionName } from '@splitsight/wire';
import type { ProblemCode } from '../../inference/problem.ts';

/** Models that run in this browser. */
export const inference = {
  model: 'Model',
  modelHelp: (bytes: string) => `${bytes} to download once; the browser keeps it`,
  precisions: {
    float32: '32-bit numbers',
    float16: '16-bit numbers',
    int8: '8-bit numbers, faster',
  } satisfies Record<PrecisionName, string>,
  noBackbones: 'The server offers no backbone.',
  noBackbonesHelp: 'Name one under backbones in the configuration of the server.',
  loading: (received: string, total: string) => `Loading the model: ${received} of ${total}`,
  starting: 'Starting the model…',
  problems: {
    download: 'A model file could not be loaded from the server. Check the connection and try again.',
    load: 'This browser cannot run the model.',
    run: 'The model failed on this picture.',
    empty: 'The file is empty.',
    'not-a-picture': 'This is no picture that the browser can read. JPEG, PNG and WebP work everywhere.',
    heic: 'This is a HEIC picture, which this browser cannot read. Save it as JPEG, or try it in Safari.',
    'too-large': 'The picture is too large: up to 64 million pixels and 100 MB can be tried.',
  } satisfies Record<ProblemCode, string>,
};
