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

/** A JPEG file as it was encoded here, whatever it was before. */
export interface CleanJpeg {
  readonly jpeg: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/**
 * Decodes a JPEG file from somebody else and encodes it again, without whatever else is in it. Nothing but a JPEG is tried.
 *
 * @param maxPixels larger ones are refused before they are decoded.
 * @throws CodedError PICTURE_UNREADABLE
 */
export async function cleanJpeg(bytes: Uint8Array, maxPixels: number, quality = 85): Promise<CleanJpeg> {
  const isJpeg = bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
  if (!isJpeg) throw visionError('PICTURE_UNREADABLE', `${bytes.length} bytes (no JPEG)`);
  try {
    const picture = sharp(bytes, { limitInputPixels: maxPixels, failOn: 'error' }).toColourspace('srgb');
    const { data, info } = await picture.jpeg({ quality }).toBuffer({ resolveWithObject: true });
    return { jpeg: data, width: info.width, height: info.height };
  } catch (error) {
    throw visionError('PICTURE_UNREADABLE', `${bytes.length} bytes (${messageOf(error)})`, error);
  }
}
