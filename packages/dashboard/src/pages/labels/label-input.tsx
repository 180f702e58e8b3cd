import { idPattern } from '@splitsight/wire';
import { useId } from 'react';
import { Field } from '../../components/field.tsx';
import { strings } from '../../strings/strings.ts';

interface LabelInputProps {
  readonly label: string;
  readonly help?: string;
  readonly value: string;
  /** What is offered. */
  readonly known: readonly string[];
  readonly onChange: (value: string) => void;
}

/** A label or name: typed, or taken from those there are. */
export function LabelInput({ label, help, value, known, onChange }: LabelInputProps) {
  const list = useId();
  const error = value === '' || isId(value) ? undefined : strings.labels.nameWrong;
  return (
    <Field label={label} help={help} error={error}>
      {(ids) => (
        <>
          <input
            {...ids}
            className="input"
            list={list}
            maxLength={63}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
          <datalist id={list}>
            {known.map((one) => (
              <option key={one} value={one} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}

/** Whether the server takes it as a name or label. */
export function isId(text: string): boolean {
  return idPattern.test(text);
}
