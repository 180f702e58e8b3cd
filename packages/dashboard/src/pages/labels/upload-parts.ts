/** What the server takes: pictures in a request, bytes of a picture, bytes of a request. */
export const uploadLimits = { pictures: 200, pictureBytes: 20 * 1024 ** 2, bytes: 64 * 1024 ** 2 } as const;

export interface UploadParts<Sent> {
  /** Each is one request. */
  readonly parts: readonly (readonly Sent[])[];
  /** Empty files, and those that are too large for any request. */
  readonly refused: readonly Sent[];
}

/** Divides pictures into as many requests as they need, in the order they came. */
export function uploadParts<Sent extends { readonly size: number }>(files: readonly Sent[]): UploadParts<Sent> {
  const parts: Sent[][] = [];
  const refused: Sent[] = [];
  let bytes = 0;
  for (const file of files) {
    if (file.size === 0 || file.size > uploadLimits.pictureBytes) {
      refused.push(file);
      continue;
    }
    const last = parts.at(-1);
    const fits = last && last.length < uploadLimits.pictures && bytes + file.size <= uploadLimits.bytes;
    if (fits) last.push(file);
    else parts.push([file]);
    bytes = fits ? bytes + file.size : file.size;
  }
  return { parts, refused };
}
