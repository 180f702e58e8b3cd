import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { strings } from '../../strings/strings.ts';
import type { Picked } from './use-judge.ts';

interface PictureDropProps {
  readonly onPick: (picked: Picked) => void;
  /** Another picture is there already. */
  readonly hasPicture: boolean;
  readonly children?: ReactNode;
}

/** Takes a picture: dropped, chosen, pasted, or photographed. */
export function PictureDrop({ onPick, hasPicture, children }: PictureDropProps) {
  const words = strings.tryPicture;
  const [over, setOver] = useState(false);
  const take = useRef((file: File | null | undefined) => {
    if (file) onPick({ file, name: file.name === '' ? strings.tryPicture.pasted : file.name });
  });

  useEffect(() => {
    const paste = (event: ClipboardEvent) => take.current(event.clipboardData?.files[0]);
    addEventListener('paste', paste);
    return () => removeEventListener('paste', paste);
  }, []);

  return (
    <section
      className="try-drop"
      aria-label={words.dropArea}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take.current(event.dataTransfer.files[0]);
      }}
    >
      {children}
      <div className="try-buttons">
        <FileButton label={hasPicture ? words.another : words.choose} isMain={!hasPicture} onFile={take.current} />
        <FileButton label={words.photograph} fromCamera onFile={take.current} />
        <span className="dim">{words.drop}</span>
      </div>
    </section>
  );
}

interface FileButtonProps {
  readonly label: string;
  readonly isMain?: boolean;
  /** On a phone its camera opens at once. */
  readonly fromCamera?: boolean;
  readonly onFile: (file: File | undefined) => void;
}

function FileButton({ label, isMain = false, fromCamera = false, onFile }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button
        kind={isMain ? 'main' : 'plain'}
        icon={fromCamera ? 'camera' : 'upload'}
        onClick={() => input.current?.click()}
      >
        {label}
      </Button>
      <input
        ref={input}
        type="file"
        accept="image/*"
        capture={fromCamera ? 'environment' : undefined}
        hidden
        onChange={(event) => {
          onFile(event.target.files?.[0]);
          // The same file may be chosen again.
          event.target.value = '';
        }}
      />
    </>
  );
}
