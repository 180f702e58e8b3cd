import type { CameraId, Place, SiteId } from '@splitsight/wire';
import { Checkbox } from '../../components/inputs.tsx';
import { useLive } from '../../live/use-live.ts';
import { strings } from '../../strings/strings.ts';

interface PlacesInputProps {
  readonly value: readonly Place[] | null;
  readonly onChange: (places: Place[] | null) => void;
}

/** Chooses sites, and cameras of sites, among those that the page knows and those that were chosen before. */
export function PlacesInput({ value, onChange }: PlacesInputProps) {
  const words = strings.people;
  const cameras = useLive((live) => live.cameras);
  const known = new Map<SiteId, Map<CameraId, string>>();
  const note = (site: SiteId, camera?: CameraId, name?: string) => {
    const of = known.get(site) ?? new Map<CameraId, string>();
    known.set(site, of);
    if (camera !== undefined && (name !== undefined || !of.has(camera))) of.set(camera, name ?? camera);
  };
  for (const { site, cameras: some } of value ?? []) {
    note(site);
    for (const camera of some ?? []) note(site, camera);
  }
  for (const { site, camera, name } of cameras.values()) note(site, camera, name);

  const put = (site: SiteId, place: Place | undefined) => {
    const others = (value ?? []).filter((one) => one.site !== site);
    onChange(place ? [...others, place] : others);
  };
  return (
    <fieldset className="places">
      <legend>{words.places}</legend>
      <label className="checkbox">
        <input type="radio" name="places" checked={value === null} onChange={() => onChange(null)} />
        <span>{words.everything}</span>
      </label>
      <label className="checkbox">
        <input type="radio" name="places" checked={value !== null} onChange={() => onChange([])} />
        <span>{words.onlySome}</span>
      </label>
      {value !== null && (
        <ul className="places-sites" aria-label={words.sitesShown}>
          {[...known].map(([site, of]) => {
            const place = value.find((one) => one.site === site);
            const isWhole = place?.cameras === null;
            return (
              <li key={site}>
                <Checkbox
                  label={words.wholeSite(site)}
                  checked={isWhole}
                  onChange={(checked) => put(site, checked ? { site, cameras: null } : undefined)}
                />
                {!isWhole && (
                  <SiteCameras
                    cameras={of}
                    chosen={place?.cameras ?? []}
                    onChange={(chosen) => put(site, chosen.length > 0 ? { site, cameras: chosen } : undefined)}
                  />
                )}
              </li>
            );
          })}
        </ul>
      )}
    </fieldset>
  );
}

interface SiteCamerasProps {
  readonly cameras: ReadonlyMap<CameraId, string>;
  readonly chosen: readonly CameraId[];
  readonly onChange: (chosen: CameraId[]) => void;
}

function SiteCameras({ cameras, chosen, onChange }: SiteCamerasProps) {
  return (
    <ul>
      {[...cameras].map(([camera, name]) => (
        <li key={camera}>
          <Checkbox
            label={name}
            checked={chosen.includes(camera)}
            onChange={(checked) => onChange(checked ? [...chosen, camera] : chosen.filter((one) => one !== camera))}
          />
        </li>
      ))}
    </ul>
  );
}
