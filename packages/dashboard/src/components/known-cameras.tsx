import type { CameraView } from '@splitsight/wire';
import { useLive } from '../live/use-live.ts';
import { strings } from '../strings/strings.ts';
import { SuggestInput } from './suggest-input.tsx';

const named = 8;

function useKnownCameras(): readonly CameraView[] {
  const cameras = useLive((live) => live.cameras);
  return [...cameras.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

interface CameraSuggestProps {
  readonly label: string;
  /** Whole sites are offered, too, and all cameras at once. */
  readonly groups?: boolean;
  readonly value: readonly string[];
  readonly onChange: (value: string[]) => void;
}

/** Adds known cameras to a list of them. What stands for all of them gives way to what is chosen. */
export function CameraSuggest({ label, groups = false, value, onChange }: CameraSuggestProps) {
  const words = strings.common.cameras;
  const cameras = useKnownCameras();
  const sites = [...new Set(cameras.map(({ site }) => site))];
  const options = [
    ...(groups ? [{ value: '*', label: words.all }] : []),
    ...(groups ? sites.map((site) => ({ value: `${site}/*`, label: words.ofSite(site) })) : []),
    ...cameras.map((camera) => ({ value: keyOf(camera), label: camera.name })),
  ];
  return (
    <SuggestInput
      label={label}
      action={words.add}
      options={options}
      maxLength={200}
      onAdd={(added) =>
        onChange([...value.map((one) => one.trim()).filter((one) => !['', '*', added].includes(one)), added])
      }
    />
  );
}

/** Says which of the known cameras are meant now. */
export function MeantCameras({ isMeant }: { readonly isMeant: (site: string, camera: string) => boolean }) {
  const words = strings.common.cameras;
  const meant = useKnownCameras().filter(({ site, camera }) => isMeant(site, camera));
  const names = meant.slice(0, named).map((camera) => words.named(camera.name, keyOf(camera)));
  return (
    <p className="field-help meant-cameras" role="status">
      {meant.length === 0 ? words.none : words.meant(meant.length, names.join(', '), meant.length - names.length)}
    </p>
  );
}

function keyOf({ site, camera }: CameraView): string {
  return `${site}/${camera}`;
}
