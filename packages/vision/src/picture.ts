import { messageOf } from '@splitsight/kernel';
import sharp from 'sharp';
import { visionError } from './errors.ts';
import type { Frame } from './frame.ts';

/** Pictures with more pixels than this are refused. */
const maxPixels = 64_000_000;

/**
 * Decodes a JPEG, PNG or WebP file or its bytes, turned the way its EXIF orientation says.
 *
 * @throws CodedError PICTURE_UNREADABLE
 */
export async function decodePicture(input: string | Uint8Array): Promise<Frame> {
  try {
    const { data, info } = await sharp(input, { limitInputPixels: maxPixels })
      .rotate()
      .toColourspace('srgb')
      .flatten()
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, rgb: data, capturedAt: 0 };
  } catch (error) {
    const name = typeof input === 'string' ? input : `${input.length} bytes`;
    throw visionError('PICTURE_UNREADABLE', `${name} (${messageOf(error)})`, error);
  }
}

/** Encodes a frame as JPEG; `quality` is 1..100. The frame is read until it is done. @param maxWidth wider ones are scaled down. */
export async function encodeJpeg(frame: Frame, quality = 80, maxWidth = frame.width): Promise<Uint8Array> {
  const raw = { width: frame.width, height: frame.height, channels: 3 } as const;
  const picture = sharp(frame.rgb, { raw });
  if (maxWidth < frame.width) picture.resize({ width: maxWidth });
  return picture.jpeg({ quality }).toBuffer();
}
