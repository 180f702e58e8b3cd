import { useState } from 'react';
import { TextInput } from '../../components/inputs.tsx';

interface ListInputProps {
  readonly label: string;
  readonly help?: string | undefined;
  readonly error?: string | undefined;
  readonly value: readonly string[];
  readonly onChange: (value: string[]) => void;
  readonly maxLength?: number;
}

/** Several words, with commas between them. */
export function ListInput({ value, onChange, maxLength = 10_000, ...rest }: ListInputProps) {
  // A comma that was just typed must stay.
  const [typed, setTyped] = useState<string | undefined>(undefined);
  return (
    <TextInput
      {...rest}
      maxLength={maxLength}
      // What somebody else made of it counts more than what was typed before.
      value={typed !== undefined && wordsIn(typed).join() === value.join() ? typed : value.join(', ')}
      onChange={(text) => {
        setTyped(text);
        onChange(wordsIn(text));
      }}
    />
  );
}

function wordsIn(text: string): string[] {
  return text.split(/[\s,;]+/).filter((word) => word !== '');
}
