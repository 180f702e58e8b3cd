import { useState } from 'react';
import { Button, IconButton } from '../../components/button.tsx';
import { Checkbox, NumberInput, Select, TextInput } from '../../components/inputs.tsx';
import { strings } from '../../strings/strings.ts';
import { type Shape, valueAt } from './schema-shape.ts';

type Path = readonly (string | number)[];

/** A change: without a value, what is usual counts again. */
export interface SettingsEdit {
  readonly path: Path;
  readonly value?: unknown;
}

interface FormProps {
  readonly shape: Shape;
  /** The whole of what the file says. */
  readonly values: unknown;
  readonly onEdit: (edit: SettingsEdit) => void;
}

interface PartProps extends FormProps {
  readonly path: Path;
  readonly label: string;
  readonly usual: unknown;
}

/** A form made of a schema: a part of it for each part of the schema. */
export function SettingsForm(props: FormProps) {
  return <Part {...props} path={[]} label={strings.settings.title} usual={undefined} />;
}

function Part(props: PartProps) {
  const { shape, path, label, values, onEdit, usual } = props;
  const value = valueAt(values, path);
  const isSet = value !== undefined;
  const help = [
    shape.help,
    usual === undefined || shape.kind === 'section' ? undefined : strings.settings.usual(show(usual)),
  ]
    .filter(Boolean)
    .join('. ');
  const edit = (next: unknown) => onEdit({ path, value: next });
  switch (shape.kind) {
    case 'section':
      return path.length === 0 ? (
        shape.keys.map((key) => inside(props, key))
      ) : (
        <fieldset className="settings-section">
          <legend>{label}</legend>
          {shape.help !== undefined && <p className="dim">{shape.help}</p>}
          {shape.keys.map((key) => inside(props, key))}
        </fieldset>
      );
    case 'switch':
      return <Checkbox label={label} help={help} checked={Boolean(value ?? usual)} onChange={edit} />;
    case 'choice':
      return (
        <Select
          label={label}
          help={help}
          value={isSet ? String(value) : ''}
          options={[
            { value: '', label: strings.settings.asUsual },
            ...shape.options.map((option) => ({ value: option, label: option })),
          ]}
          onChange={(next) => onEdit(next === '' ? { path } : { path, value: next })}
        />
      );
    case 'number':
      return <NumberPart {...props} shape={shape} help={help} value={value} />;
    case 'text':
      return <TextPart {...props} maxLength={shape.maxLength ?? 1000} help={help} value={value} />;
    case 'list':
      return <ListPart {...props} shape={shape} value={value} />;
    case 'other':
      return (
        <p className="dim">
          <strong>{label}</strong>: {help} {strings.settings.inYaml}
        </p>
      );
  }
}

function inside(props: PartProps, { name, shape, usual }: Extract<Shape, { kind: 'section' }>['keys'][number]) {
  return <Part key={name} {...props} shape={shape} path={[...props.path, name]} label={name} usual={usual} />;
}

interface ValueProps extends PartProps {
  readonly help: string;
  readonly value: unknown;
}

/** Typed freely; told when the field is left, so that no half number is judged. */
function TextPart({ path, label, help, value, maxLength, onEdit }: ValueProps & { readonly maxLength: number }) {
  const [typed, setTyped] = useState<string | null>(null);
  const now = value === undefined ? '' : String(value);
  const tell = () => {
    if (typed !== null && typed !== now) onEdit(typed === '' ? { path } : { path, value: typed });
    setTyped(null);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only hears that the field inside is left
    <div onBlur={tell}>
      <TextInput label={label} help={help} maxLength={maxLength} value={typed ?? now} onChange={setTyped} />
    </div>
  );
}

type NumberShape = Extract<Shape, { kind: 'number' }>;

function NumberPart({ shape, path, label, help, value, usual, onEdit }: ValueProps & { readonly shape: NumberShape }) {
  const [typed, setTyped] = useState<number | null>(null);
  const said = value ?? usual;
  const now = said === undefined ? undefined : Number(said);
  const tell = () => {
    if (typed !== null && typed !== now) onEdit({ path, value: typed });
    setTyped(null);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only hears that the field inside is left
    <div className="settings-number" onBlur={tell}>
      <NumberInput
        label={label}
        help={help}
        value={typed ?? now}
        step={shape.whole ? 1 : 'any'}
        onChange={setTyped}
        {...(shape.min !== undefined && { min: shape.min })}
        {...(shape.max !== undefined && { max: shape.max })}
      />
      {value !== undefined && (
        <Button kind="quiet" onClick={() => onEdit({ path })}>
          {strings.settings.asUsual}
        </Button>
      )}
    </div>
  );
}

type ListShape = Extract<Shape, { kind: 'list' }>;

function ListPart(props: PartProps & { readonly shape: ListShape; readonly value: unknown }) {
  const { shape, path, label, value, usual, onEdit } = props;
  const items: readonly unknown[] = Array.isArray(value) ? value : Array.isArray(usual) ? usual : [];
  const words = strings.settings;
  const put = (next: readonly unknown[]) => onEdit({ path, value: next });
  const values = value === undefined ? undefined : props.values;
  return (
    <fieldset className="settings-section">
      <legend>{label}</legend>
      {shape.help !== undefined && <p className="dim">{shape.help}</p>}
      {items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: items have no names, and keep their places
        <div key={index} className="settings-item">
          {values === undefined ? (
            <code>{show(item)}</code>
          ) : (
            <Part
              {...props}
              shape={shape.item}
              path={[...path, index]}
              label={words.item(index + 1)}
              usual={undefined}
            />
          )}
          <IconButton
            icon="trash"
            label={words.remove(index + 1)}
            onClick={() => put(items.filter((_, i) => i !== index))}
          />
        </div>
      ))}
      {items.length < (shape.most ?? Number.POSITIVE_INFINITY) && (
        <Button icon="plus" onClick={() => put([...items, emptyOf(shape.item)])}>
          {words.add}
        </Button>
      )}
      {values === undefined && <span className="dim"> {words.asUsual}</span>}
    </fieldset>
  );
}

/** What a new item of a list starts as. */
function emptyOf(shape: Shape): unknown {
  if (shape.kind === 'section') return {};
  if (shape.kind === 'number') return shape.min ?? 0;
  return shape.kind === 'switch' ? false : shape.kind === 'choice' ? (shape.options[0] ?? '') : '';
}

function show(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
