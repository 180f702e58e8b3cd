import { latestPicturesSchema, type Point, polygonProblem, ruleLimits, type Zone } from '@splitsight/wire';
import { type PointerEvent, useRef, useState } from 'react';
import { useApi } from '../../api/use-api.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { Checkbox, Select, TextInput } from '../../components/inputs.tsx';
import { strings } from '../../strings/strings.ts';
import type { Draft } from './rule-draft.ts';
import { movedBy, withHalfway, withMoved, withNearest, without } from './zone-points.ts';

interface ZoneEditorProps {
  readonly draft: Draft;
  readonly problems: ReadonlyMap<string, string>;
  readonly onChange: (change: Partial<Draft>) => void;
}

interface Shape {
  readonly kind: 'zones' | 'masks';
  readonly index: number;
  readonly label: string;
  readonly points: readonly Point[];
}

const firstShape: readonly Point[] = [
  [0.3, 0.3],
  [0.7, 0.3],
  [0.7, 0.7],
  [0.3, 0.7],
];

/** Zones and masks on the frame of a camera: by mouse, by touch, and by keyboard. */
export function ZoneEditor({ draft, problems, onChange }: ZoneEditorProps) {
  const words = strings.rules;
  const [chosen, setChosen] = useState(0);
  const { data } = useApi('/api/v1/pictures', { answer: latestPicturesSchema });
  const [picture, setPicture] = useState('');
  const pictures = (data?.pictures ?? []).filter(({ state }) => state === 'here');
  const shapes: Shape[] = [
    ...draft.zones.map(({ name, polygon }, index) => {
      return { kind: 'zones' as const, index, label: name, points: polygon };
    }),
    ...draft.masks.map((points, index) => {
      return { kind: 'masks' as const, index, label: words.mask(index + 1), points };
    }),
  ];
  const shape = shapes[Math.min(chosen, shapes.length - 1)];

  const put = ({ kind, index }: Shape, points: readonly Point[]) => {
    if (kind === 'masks') onChange({ masks: draft.masks.map((one, i) => (i === index ? [...points] : one)) });
    else onChange({ zones: draft.zones.map((one, i) => (i === index ? { ...one, polygon: [...points] } : one)) });
  };
  const remove = ({ kind, index }: Shape) => {
    onChange({ [kind]: draft[kind].filter((_, i) => i !== index) });
    setChosen(0);
  };
  const add = (kind: Shape['kind']) => {
    const zone: Zone = { name: freeName(draft), polygon: [...firstShape] };
    if (kind === 'zones') onChange({ zones: [...draft.zones, zone] });
    else onChange({ masks: [...draft.masks, [...firstShape]] });
    setChosen(kind === 'zones' ? draft.zones.length : shapes.length);
  };
  const problem = shape && polygonProblem(shape.points);

  return (
    <div className="zones">
      <p className="field-help">{words.zonesHelp}</p>
      <Frame
        shapes={shapes}
        shape={shape}
        picture={pictures.some(({ id }) => id === picture) ? picture : undefined}
        onPut={put}
      />
      {problem && shape && (
        <p className="field-error" role="alert">
          {shape.label}: {words.problems[problem]}
        </p>
      )}
      <ul className="zone-list" aria-label={words.shapes}>
        {shapes.map((one, i) => (
          <li key={`${one.kind}${one.index}`} data-kind={one.kind}>
            <Button pressed={one === shape} onClick={() => setChosen(i)}>
              {one.label}
            </Button>
            <IconButton icon="trash" label={words.removeShape(one.label)} onClick={() => remove(one)} />
          </li>
        ))}
      </ul>
      <div className="zone-buttons">
        <Button icon="plus" disabled={draft.zones.length >= ruleLimits.zones} onClick={() => add('zones')}>
          {words.addZone}
        </Button>
        <Button icon="plus" disabled={draft.masks.length >= ruleLimits.masks} onClick={() => add('masks')}>
          {words.addMask}
        </Button>
      </div>
      <div className="form-row">
        {shape?.kind === 'zones' && (
          <TextInput
            label={words.zoneName}
            maxLength={ruleLimits.name}
            value={draft.zones[shape.index]?.name ?? ''}
            error={problems.get(`zones.${shape.index}.name`)}
            onChange={(name) =>
              onChange({ zones: draft.zones.map((one, i) => (i === shape.index ? { ...one, name } : one)) })
            }
          />
        )}
        {pictures.length > 0 && (
          <Select
            label={words.picture}
            value={picture}
            onChange={setPicture}
            options={[
              { value: '', label: words.noPicture },
              ...pictures.map(({ id, site, camera }) => ({ value: id, label: `${site}/${camera}` })),
            ]}
          />
        )}
      </div>
      {draft.zones.length > 0 && (
        <Checkbox
          label={words.globalInZones}
          checked={draft.global_in_zones}
          onChange={(checked) => onChange({ global_in_zones: checked })}
        />
      )}
    </div>
  );
}

function freeName({ zones }: Draft): string {
  for (let number = zones.length + 1; ; number++) {
    const name = strings.rules.newZone(number);
    if (!zones.some((zone) => zone.name === name)) return name;
  }
}

interface FrameProps {
  readonly shapes: readonly Shape[];
  readonly shape: Shape | undefined;
  readonly picture: string | undefined;
  readonly onPut: (shape: Shape, points: readonly Point[]) => void;
}

function Frame({ shapes, shape, picture, onPut }: FrameProps) {
  const words = strings.rules;
  const place = useRef<HTMLFieldSetElement>(null);
  const dragged = useRef<number | null>(null);

  const pointOf = ({ clientX, clientY }: PointerEvent): Point => {
    const box = place.current?.getBoundingClientRect();
    return box ? [(clientX - box.left) / box.width, (clientY - box.top) / box.height] : [0, 0];
  };
  const focus = (index: number) => {
    requestAnimationFrame(() => place.current?.querySelectorAll<HTMLElement>('.zone-point')[index]?.focus());
  };
  const add = (event: PointerEvent<HTMLFieldSetElement>) => {
    if (!shape || event.button !== 0 || shape.points.length >= ruleLimits.corners) return;
    if (event.target instanceof Element && event.target.closest('.zone-point')) return;
    const { points, at } = withNearest(shape.points, pointOf(event));
    onPut(shape, points);
    focus(at);
  };
  const press = (key: string, shift: boolean, index: number): boolean => {
    const point = shape?.points[index];
    if (!shape || !point) return false;
    const moved = movedBy(key, point, shift);
    if (moved) onPut(shape, withMoved(shape.points, index, moved));
    else if (key === 'Enter' && shape.points.length < ruleLimits.corners) {
      onPut(shape, withHalfway(shape.points, index));
      focus(index + 1);
    } else if (key === 'Delete' || key === 'Backspace') {
      onPut(shape, without(shape.points, index));
      focus(Math.max(0, index - 1));
    } else return false;
    return true;
  };

  return (
    <>
      <fieldset ref={place} className="zone-frame" aria-label={words.frame} onPointerDown={add}>
        {picture !== undefined && <img src={`/api/v1/pictures/${encodeURIComponent(picture)}`} alt="" />}
        <svg viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">
          {shapes.map((one) => (
            <polygon
              key={`${one.kind}${one.index}`}
              data-kind={one.kind}
              data-chosen={one === shape || undefined}
              data-wrong={polygonProblem(one.points) !== null || undefined}
              points={one.points.map(([x, y]) => `${x},${y}`).join(' ')}
            />
          ))}
        </svg>
        {shape?.points.map(([x, y], index) => (
          <button
            // biome-ignore lint/suspicious/noArrayIndexKey: a point is its place in the line
            key={index}
            type="button"
            className="zone-point"
            style={{ left: `${100 * x}%`, top: `${100 * y}%` }}
            aria-label={words.point(index + 1, shape.label, Math.round(100 * x), Math.round(100 * y))}
            onKeyDown={(event) => {
              if (press(event.key, event.shiftKey, index)) event.preventDefault();
            }}
            onPointerDown={(event) => {
              event.currentTarget.setPointerCapture(event.pointerId);
              dragged.current = index;
            }}
            onPointerMove={(event) => {
              if (dragged.current === index) onPut(shape, withMoved(shape.points, index, pointOf(event)));
            }}
            onPointerUp={() => {
              dragged.current = null;
            }}
          />
        ))}
      </fieldset>
      <p className="field-help">{words.keys}</p>
    </>
  );
}
