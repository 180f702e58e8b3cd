import { readFileSync } from 'node:fs';

/** The files of a USTAR archive: `<class>/<file>` and bytes, in their order. */
export function* readArchive(path: string): Generator<{ readonly name: string; readonly bytes: Uint8Array }> {
  const archive = readFileSync(path);
  for (let at = 0; at + 512 <= archive.length; ) {
    const text = (from: number, length: number) =>
      archive.toString('latin1', at + from, at + from + length).split('\0')[0];
    const name = text(0, 100);
    if (!name) return;
    const size = Number.parseInt(text(124, 12) ?? '0', 8);
    if (text(156, 1) === '0' || text(156, 1) === '') yield { name, bytes: archive.subarray(at + 512, at + 512 + size) };
    at += 512 + 512 * Math.ceil(size / 512);
  }
}
