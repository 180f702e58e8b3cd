import { useEffect, useRef } from 'react';

interface PreviewProps {
  readonly bitmap: ImageBitmap;
  readonly label: string;
}

/** A picture that is nowhere but in memory. */
export function Preview({ bitmap, label }: PreviewProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    canvas.current?.getContext('2d')?.drawImage(bitmap, 0, 0);
  }, [bitmap]);
  return (
    <canvas
      ref={canvas}
      className="try-preview"
      width={bitmap.width}
      height={bitmap.height}
      role="img"
      aria-label={label}
    />
  );
}
