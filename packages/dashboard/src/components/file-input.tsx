import { Field } from './field.tsx';

interface FileInputProps {
  readonly label: string;
  readonly error?: string | undefined;
  /** Which files the browser offers: media types and endings of names, with commas between. */
  readonly accept: string;
  readonly multiple?: boolean;
  readonly disabled: boolean;
  readonly onChoose: (files: readonly File[]) => void;
}

/** A field for files of this machine. */
export function FileInput({ label, error, onChoose, ...rest }: FileInputProps) {
  return (
    <Field label={label} error={error}>
      {(ids) => (
        <input
          {...ids}
          {...rest}
          className="input"
          type="file"
          onChange={(event) => onChoose([...(event.target.files ?? [])])}
        />
      )}
    </Field>
  );
}
