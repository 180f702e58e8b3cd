import type { Frame } from '@splitsight/vision';
import { decodePicture, encodeJpeg } from '@splitsight/vision/picture';
import { type Spread, spreadOf } from './spread.ts';

/** What it takes to send a picture as JPEG. */
export interface JpegCost {
  readonly quality: number;
  readonly bytes: number;
  /** Milliseconds on this machine. */
  readonly encode: Spread;
  readonly decode: Spread;
}

const runs = 20;

/** Measures a picture as JPEG, at the size it has. */
export async function measureJpeg(picture: Frame, quality: number): Promise<JpegCost> {
  const encode: number[] = [];
  const decode: number[] = [];
  let bytes = 0;
  for (let run = 0; run < runs; run++) {
    const began = performance.now();
    const jpeg = await encodeJpeg(picture, quality);
    const encoded = performance.now();
    await decodePicture(jpeg);
    encode.push(encoded - began);
    decode.push(performance.now() - encoded);
    bytes = jpeg.length;
  }
  return { quality, bytes, encode: spreadOf(encode), decode: spreadOf(decode) };
}
