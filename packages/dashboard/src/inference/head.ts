import { codecBytes, type RunnableHead } from '@splitsight/wire';
import { floats } from './outputs.ts';
import { openSession, type Values } from './session.ts';

/** A head in this browser. */
export interface BrowserHead {
  readonly head: RunnableHead;
  /** The probabilities of the classes of one vector. @throws ModelProblem */
  score(vector: Uint8Array): Promise<readonly number[]>;
  close(): Promise<void>;
}

/** @throws ModelProblem */
export async function openBrowserHead(head: RunnableHead, model: Uint8Array): Promise<BrowserHead> {
  const session = await openSession(model, head.name);
  return {
    head,
    async score(vector) {
      const results = await session.run({ vector: vectorValues(head, vector) });
      return [...floats(results, 'probabilities', head.classes.length)];
    },
    close: () => session.close(),
  };
}

function vectorValues({ codec, dims }: RunnableHead, vector: Uint8Array): Values {
  if (codec !== 'f32') return { type: 'uint8', data: vector, shape: [1, codecBytes(codec, dims)] };
  return { type: 'float32', data: new Float32Array(vector.slice().buffer), shape: [1, dims] };
}
