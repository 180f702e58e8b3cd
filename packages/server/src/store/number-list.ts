/**
 * Reads whole numbers that SQLite has written one after the other with commas between (`group_concat`), from their bytes:
 * ten times as fast as asking for rows.
 *
 * @param into takes them in order; it must be long enough.
 * @returns how many there were.
 */
export function readNumbers(text: Uint8Array, into: Float64Array | Uint32Array | Uint8Array): number {
  let count = 0;
  let value = 0;
  for (let at = 0; at < text.length; at++) {
    const digit = (text[at] as number) - zero;
    if (digit >= 0) value = value * 10 + digit;
    else {
      into[count++] = value;
      value = 0;
    }
  }
  if (text.length > 0) into[count++] = value;
  return count;
}

const zero = '0'.charCodeAt(0);
