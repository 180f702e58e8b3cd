import './suggest.css';

import { useId, useState } from 'react';
import { Button } from './button.tsx';
import { Field } from './field.tsx';

interface SuggestInputProps {
  readonly label: string;
  /** The word on the button. */
  readonly action: string;
  /** What is offered while somebody types. */
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly maxLength: number;
  /** Takes what was chosen or typed. */
  readonly onAdd: (value: string) => void;
}

/** A field that offers what there is, and adds one at a time. */
export function SuggestInput({ label, action, options, maxLength, onAdd }: SuggestInputProps) {
  const list = useId();
  const [text, setText] = useState('');
  function add(): void {
    const value = text.trim();
    if (value === '') return;
    onAdd(value);
    setText('');
  }
  return (
    <div className="suggest">
      <Field label={label}>
        {(ids) => (
          <input
            {...ids}
            className="input"
            type="text"
            autoComplete="off"
            list={list}
            maxLength={maxLength}
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return;
              // It would send the form that it stands in.
              event.preventDefault();
              add();
            }}
          />
        )}
      </Field>
      <datalist id={list}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </datalist>
      <Button disabled={text.trim() === ''} onClick={add}>
        {action}
      </Button>
    </div>
  );
}
