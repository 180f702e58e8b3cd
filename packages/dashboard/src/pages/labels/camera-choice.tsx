import { Select } from '../../components/inputs.tsx';
import { useLive } from '../../live/use-live.ts';
import { strings } from '../../strings/strings.ts';

interface CameraChoiceProps {
  /** `<site>/<camera>`, empty: none yet. */
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** Chooses one of the cameras that the page knows, or the one that was named before. */
export function CameraChoice({ value, onChange }: CameraChoiceProps) {
  const cameras = useLive((live) => live.cameras);
  const known = [...cameras.values()].map(({ site, camera, name }) => ({
    value: `${site}/${camera}`,
    label: name === camera ? `${site} / ${camera}` : `${site} / ${name}`,
  }));
  const isKnown = known.some((one) => one.value === value);
  const options = isKnown ? known : [{ value, label: value === '' ? '–' : value }, ...known];
  return <Select label={strings.labels.camera} value={value} options={options} onChange={onChange} required />;
}

/** Site and camera of `<site>/<camera>`. */
export function placeOf(text: string): { readonly site: string; readonly camera: string } {
  const [site = '', camera = ''] = text.split('/');
  return { site, camera };
}
