import { ModelProblem } from './problem.ts';

/** As on the server: larger pictures are refused. */
const maxPixels = 64_000_000;
/** Larger files are not even looked at. */
export const maxPictureBytes = 100_000_000;
/** What ISO media files of still pictures call themselves (ISO/IEC 23008-12). */
const heicBrands = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1'];

/** Decodes a picture, turned the way its EXIF orientation says. @throws ModelProblem */
export async function decodePicture(file: Blob): Promise<ImageBitmap> {
  if (file.size === 0) throw new ModelProblem('empty', 'the file is empty');
  if (file.size > maxPictureBytes) throw new ModelProblem('too-large', `${file.size} bytes`);
  const bitmap = await decode(file);
  const { width, height } = bitmap;
  if (width * height <= maxPixels) return bitmap;
  bitmap.close();
  throw new ModelProblem('too-large', `${width} × ${height} pixels`);
}

async function decode(file: Blob): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(file, { imageOrientation: 'from-image' });
  } catch (error) {
    const code = (await isHeic(file)) ? 'heic' : 'not-a-picture';
    throw new ModelProblem(code, String(error), { cause: error });
  }
}

async function isHeic(file: Blob): Promise<boolean> {
  const head = new Uint8Array(await file.slice(4, 12).arrayBuffer());
  const text = String.fromCharCode(...head);
  return text.startsWith('ftyp') && heicBrands.includes(text.slice(4));
}
