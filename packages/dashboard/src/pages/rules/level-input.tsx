import { Field } from '../../components/field.tsx';
import { strings } from '../../strings/strings.ts';

interface LevelInputProps {
  readonly label: string;
  readonly help: string;
  readonly error?: string | undefined;
  readonly value: number | undefined;
  /** What holds while nothing is typed. */
  readonly held: number | undefined;
  readonly min?: number;
  readonly max: number;
  readonly step: number;
  readonly unit?: string;
  readonly onChange: (value: number | undefined) => void;
}

/** A number that may be left to the head. */
export function LevelInput({ label, help, error, value, held, min = 0, max, step, unit, onChange }: LevelInputProps) {
  const own = `${help} (${strings.rules.fromHead})`;
  return (
    <Field label={label} help={own} error={error}>
      {(ids) => (
        <span className="input-unit">
          <input
            {...ids}
            className="input"
            type="number"
            inputMode="decimal"
            min={min}
            max={max}
            step={step}
            defaultValue={value ?? ''}
            placeholder={held === undefined ? '' : String(held)}
            onChange={(event) => {
              const { value: typed, valueAsNumber } = event.target;
              if (typed === '') onChange(undefined);
              else if (Number.isFinite(valueAsNumber)) onChange(valueAsNumber);
            }}
          />
          {unit !== undefined && <span className="unit">{unit}</span>}
        </span>
      )}
    </Field>
  );
}
