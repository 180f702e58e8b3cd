import { type ReactNode, useState } from 'react';
import { Field } from './field.tsx';

interface Labelled {
  readonly label: string;
  readonly help?: string | undefined;
  readonly error?: string | undefined;
  readonly disabled?: boolean | undefined;
  readonly required?: boolean | undefined;
}

interface TextInputProps extends Labelled {
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** No more characters can be typed: the bound of the schema. */
  readonly maxLength: number;
  readonly minLength?: number;
  readonly type?: 'text' | 'search' | 'password' | 'email' | 'url' | 'time' | 'date' | 'datetime-local';
  readonly placeholder?: string;
  readonly autoComplete?: string;
  /** More than one line. */
  readonly rows?: number;
}

export function TextInput(props: TextInputProps) {
  const { label, help, error, value, onChange, rows, type = 'text', autoComplete = 'off', ...rest } = props;
  return (
    <Field label={label} help={help} error={error}>
      {(ids) =>
        rows === undefined ? (
          <input
            {...ids}
            {...rest}
            className="input"
            type={type}
            autoComplete={autoComplete}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
        ) : (
          <textarea
            {...ids}
            {...rest}
            className="input"
            rows={rows}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
        )
      }
    </Field>
  );
}

interface NumberInputProps extends Labelled {
  /** Undefined leaves the field empty. */
  readonly value: number | undefined;
  readonly onChange: (value: number) => void;
  readonly min?: number;
  readonly max?: number;
  readonly step?: number | 'any';
  /** Behind the field: `s`, `MB`. */
  readonly unit?: string;
}

/** Tells only numbers; what is half typed stays in the field. */
export function NumberInput(props: NumberInputProps) {
  const { label, help, error, value, onChange, unit, step = 'any', ...rest } = props;
  const [typed, setTyped] = useState<string | undefined>(undefined);
  return (
    <Field label={label} help={help} error={error}>
      {(ids) => (
        <span className="input-unit">
          <input
            {...ids}
            {...rest}
            className="input"
            type="number"
            inputMode="decimal"
            step={step}
            value={typed ?? value ?? ''}
            onChange={(event) => {
              setTyped(event.target.value);
              const number = event.target.valueAsNumber;
              if (Number.isFinite(number)) onChange(number);
            }}
            onBlur={() => setTyped(undefined)}
          />
          {unit !== undefined && <span className="unit">{unit}</span>}
        </span>
      )}
    </Field>
  );
}

interface SelectProps<Value extends string> extends Labelled {
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
}

export function Select<Value extends string>(props: SelectProps<Value>) {
  const { label, help, error, value, onChange, options, ...rest } = props;
  return (
    <Field label={label} help={help} error={error}>
      {(ids) => (
        <select
          {...ids}
          {...rest}
          className="input"
          value={value}
          onChange={(event) => {
            const chosen = options.find((option) => option.value === event.target.value);
            if (chosen) onChange(chosen.value);
          }}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

interface CheckboxProps {
  readonly label: ReactNode;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly help?: string;
  readonly disabled?: boolean;
}

export function Checkbox({ label, checked, onChange, help, disabled }: CheckboxProps) {
  return (
    <label className="checkbox">
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span>
        {label}
        {help !== undefined && <span className="field-help">{help}</span>}
      </span>
    </label>
  );
}
