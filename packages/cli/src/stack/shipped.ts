import { fileURLToPath } from 'node:url';

/** The folder of the models that come with SplitSight. */
export const modelsDirectory = fileURLToPath(new URL('../../../../models/', import.meta.url));

/** The backbone an agent runs unless it is told otherwise, and the heads that fit it. */
export const shipped = {
  backbone: `${modelsDirectory}resnet18-w0.5-224`,
  heads: { fire: `${modelsDirectory}fire-resnet18-w0.5-224-u8` },
} as const;
