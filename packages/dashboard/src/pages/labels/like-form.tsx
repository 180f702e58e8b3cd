import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { NumberInput, Select, TextInput } from '../../components/inputs.tsx';
import { formatFull } from '../../format/format.ts';
import { useStore } from '../../live/use-live.ts';
import { strings } from '../../strings/strings.ts';
import { CameraChoice, placeOf } from './camera-choice.tsx';
import type { DataSet } from './label-api.ts';
import { encodeLike, type Like, parseLike } from './like.ts';
import { localMoment, momentOf } from './local-moment.ts';
import { originName } from './origin-name.ts';

/** How many answers, and how alike. */
export interface SimilarTerms {
  readonly k: number;
  /** From this likeness on two answers are the same, and one is shown. */
  readonly same: number;
  readonly atLeast: number;
}

interface LikeFormProps {
  readonly set: DataSet;
  readonly like: string;
  readonly terms: SimilarTerms;
  readonly busy: boolean;
  readonly onTerms: (terms: SimilarTerms) => void;
  /** With what others are to resemble, as an address has it. */
  readonly onLook: (like: string) => void;
}

/** Says what to look for: like an item, what a camera saw at a moment, or the items with a label. */
export function LikeForm({ set, like, terms, busy, onTerms, onLook }: LikeFormProps) {
  const store = useStore();
  const given = parseLike(like);
  const [kind, setKind] = useState<Like['kind']>(given?.kind ?? 'moment');
  const [camera, setCamera] = useState(given?.kind === 'moment' ? `${given.site}/${given.camera}` : '');
  const [at, setAt] = useState(() => localMoment(given?.kind === 'moment' ? given.at : store.serverNow()));
  const labels = Object.keys(set.labels);
  const [label, setLabel] = useState(given?.kind === 'label' ? given.label : (labels[0] ?? ''));
  const words = strings.labels.similar;
  const wanted = wantedOf({ kind, given, camera, at, label });
  const kinds = (['origin', 'moment', 'label'] as const).filter(
    (one) => (one !== 'origin' || given?.kind === 'origin') && (one !== 'label' || labels.length > 0),
  );
  return (
    <form
      className="panel"
      onSubmit={(event) => {
        event.preventDefault();
        if (wanted && !busy) onLook(encodeLike(wanted));
      }}
    >
      {given && <p className="like-what">{describe(given)}</p>}
      <div className="form-row">
        <Select
          label={words.start}
          value={kind}
          options={kinds.map((value) => ({ value, label: words.starts[value] }))}
          onChange={setKind}
        />
        {kind === 'moment' && <CameraChoice value={camera} onChange={setCamera} />}
        {kind === 'moment' && (
          <TextInput type="datetime-local" label={words.at} maxLength={30} value={at} onChange={setAt} />
        )}
        {kind === 'label' && (
          <Select
            label={strings.labels.label}
            value={label}
            options={labels.map((value) => ({ value, label: value }))}
            onChange={setLabel}
          />
        )}
      </div>
      <div className="form-row">
        <NumberInput
          label={words.count}
          value={terms.k}
          min={1}
          max={200}
          step={1}
          onChange={(k) => onTerms({ ...terms, k: Math.min(200, Math.max(1, Math.round(k))) })}
        />
        <NumberInput
          label={words.same}
          help={words.sameHelp}
          value={terms.same}
          min={0.5}
          max={1}
          onChange={(same) => onTerms({ ...terms, same: Math.min(1, Math.max(0.5, same)) })}
        />
        <NumberInput
          label={words.atLeast}
          value={terms.atLeast}
          min={-1}
          max={1}
          onChange={(atLeast) => onTerms({ ...terms, atLeast: Math.min(1, Math.max(-1, atLeast)) })}
        />
      </div>
      <div>
        <Button type="submit" kind="main" busy={busy} disabled={wanted === undefined}>
          {words.look}
        </Button>
      </div>
    </form>
  );
}

interface Filled {
  readonly kind: Like['kind'];
  readonly given: Like | undefined;
  readonly camera: string;
  readonly at: string;
  readonly label: string;
}

/** What the form says; undefined while something is missing. */
function wantedOf({ kind, given, camera, at, label }: Filled): Like | undefined {
  if (kind === 'origin') return given?.kind === 'origin' ? given : undefined;
  if (kind === 'label') return label === '' ? undefined : { kind, label };
  const moment = momentOf(at);
  if (camera === '' || moment === undefined) return undefined;
  // The field has whole seconds; what came by a link stays as exact as it was.
  const isGiven =
    given?.kind === 'moment' && `${given.site}/${given.camera}` === camera && localMoment(given.at) === at;
  return isGiven ? given : { kind, ...placeOf(camera), at: moment };
}

function describe(like: Like): string {
  const words = strings.labels.similar;
  if (like.kind === 'origin') return words.item(originName(like.origin));
  if (like.kind === 'label') return words.ofLabel(like.label);
  return words.moment(`${like.site} / ${like.camera}`, formatFull(like.at));
}
