import { writeFileSync } from 'node:fs';
import { createEvent, createRenderer, createScene, encodeI420, i420Bytes } from '@splitsight/testkit';

const size = { width: 640, height: 360 };
const fps = 10;
const calm = 1500;
const burning = 3000;

/** Writes what a browser's camera is to see, as YUV4MPEG2: a calm yard, and then a fire. It plays over and over. */
export function writeBurningVideo(path: string): void {
  const scene = createScene(11, {
    light: 'day',
    events: [createEvent('fire', calm, { duration_ms: 60_000, size: 'full' })],
  });
  const renderer = createRenderer(scene, size);
  const chunks: Uint8Array[] = [text(`YUV4MPEG2 W${size.width} H${size.height} F${fps}:1 Ip A1:1 C420mpeg2\n`)];
  for (let t = 0; t < calm + burning; t += 1000 / fps) {
    const picture = new Uint8Array(i420Bytes(size.width, size.height));
    encodeI420(renderer.render(t), picture);
    chunks.push(text('FRAME\n'), picture);
  }
  writeFileSync(path, Buffer.concat(chunks));
}

const text = (line: string) => new TextEncoder().encode(line);
