import { createReadStream } from 'node:fs';
import { basename, join } from 'node:path';
import { fileSize } from './checksum.ts';
import { classifierFile } from './classifier.ts';
import { catalogError } from './errors.ts';
import type { Source, SourceFile } from './source.ts';

/**
 * Makes the source that is a folder, such as a USB stick: with the paths of the model zoo, flat, or as a pull left it.
 */
export function createFolderSource(directory: string, file: SourceFile): Source {
  const names = [file.path, basename(file.path), `${file.name}.onnx`, join(file.name, classifierFile)];
  const places = [...new Set(names)].map((name) => join(directory, name));
  return {
    name: directory,
    open(part) {
      const found = places.flatMap((path) => {
        const bytes = fileSize(path);
        return bytes === undefined ? [] : [{ path, bytes }];
      });
      const [first] = found;
      if (!first) return Promise.reject(catalogError('PULL_NOT_FOUND', places.join(', ')));
      const right = found.find(({ bytes }) => bytes === file.bytes);
      if (!right) {
        return Promise.reject(
          catalogError('PULL_SIZE', `${first.path} (${first.bytes} bytes, expected ${file.bytes})`),
        );
      }
      const start = part.origin?.source === directory ? part.size : 0;
      return Promise.resolve({ kind: 'bytes', start, body: createReadStream(right.path, { start }) });
    },
    close: () => Promise.resolve(),
  };
}
