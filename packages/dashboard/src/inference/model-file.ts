import type { ModelFile } from '@splitsight/wire';
import { ModelProblem } from './problem.ts';

/** The address of a model file at the server. */
export const modelFileAddress = ({ sha256 }: ModelFile): string => `/api/v1/models/files/${sha256}`;

/**
 * Downloads a model file; the browser keeps it for the next time.
 *
 * It is compared with its sha256 where the browser offers that: on https and on localhost. Elsewhere only its length is.
 *
 * @param onBytes is called with the bytes of each piece that arrives.
 * @throws ModelProblem
 */
export async function downloadModelFile(file: ModelFile, onBytes: (bytes: number) => void): Promise<Uint8Array> {
  const bytes = await download(file, onBytes);
  if (bytes.length !== file.bytes) throw new ModelProblem('download', `${bytes.length} of ${file.bytes} bytes`);
  if (globalThis.crypto.subtle !== undefined) {
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
    const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
    if (sha256 !== file.sha256) throw new ModelProblem('download', `sha256 ${sha256}, expected ${file.sha256}`);
  }
  return bytes;
}

async function download(file: ModelFile, onBytes: (bytes: number) => void): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const answer = await fetch(modelFileAddress(file), { credentials: 'same-origin' });
    if (!answer.ok || !answer.body) throw new Error(`status ${answer.status}`);
    const bytes = new Uint8Array(file.bytes);
    let end = 0;
    const reader = answer.body.getReader();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      if (end + piece.value.length > bytes.length) throw new Error(`more than ${bytes.length} bytes`);
      bytes.set(piece.value, end);
      end += piece.value.length;
      onBytes(piece.value.length);
    }
    return bytes.subarray(0, end);
  } catch (error) {
    throw new ModelProblem('download', String(error), { cause: error });
  }
}
