import { Checkbox, Select } from '../../components/inputs.tsx';
import { CameraSuggest, MeantCameras } from '../../components/known-cameras.tsx';
import { strings } from '../../strings/strings.ts';
import type { FilterDraft } from './channel-draft.ts';
import { ListInput } from './list-input.tsx';

interface FilterInputsProps {
  readonly filter: FilterDraft;
  readonly onChange: (filter: FilterDraft) => void;
  /** What is wrong with a key of it, in words. */
  readonly wrong: (key: string) => string | undefined;
}

/** Which alerts a channel tells of. */
export function FilterInputs({ filter, onChange, wrong }: FilterInputsProps) {
  const words = strings.channels.filter;
  return (
    <>
      <Select
        label={words.severity}
        value={filter.severity}
        options={(['alert', 'detection'] as const).map((value) => ({ value, label: words.severities[value] }))}
        onChange={(severity) => onChange({ ...filter, severity })}
      />
      <Checkbox
        label={words.end}
        checked={filter.events.includes('end')}
        onChange={(end) => onChange({ ...filter, events: end ? ['new', 'end'] : ['new'] })}
      />
      <Checkbox
        label={words.trouble}
        help={words.troubleHelp}
        checked={filter.trouble}
        onChange={(trouble) => onChange({ ...filter, trouble })}
      />
      <ListInput
        label={words.sites}
        help={words.all}
        error={wrong('sites')}
        value={filter.sites}
        onChange={(sites) => onChange({ ...filter, sites })}
      />
      <ListInput
        label={words.cameras}
        help={words.camerasHelp}
        error={wrong('cameras')}
        value={filter.cameras}
        onChange={(cameras) => onChange({ ...filter, cameras })}
      />
      <CameraSuggest
        label={words.addCamera}
        value={filter.cameras}
        onChange={(cameras) => onChange({ ...filter, cameras })}
      />
      <MeantCameras
        isMeant={(site, camera) => isAmong(filter.sites, site) && isAmong(filter.cameras, `${site}/${camera}`)}
      />
      <ListInput
        label={words.heads}
        help={words.headsHelp}
        error={wrong('heads')}
        value={filter.heads}
        onChange={(heads) => onChange({ ...filter, heads })}
      />
      <ListInput
        label={words.zones}
        help={words.all}
        error={wrong('zones')}
        value={filter.zones}
        onChange={(zones) => onChange({ ...filter, zones })}
      />
      <ListInput
        label={words.rules}
        help={words.all}
        error={wrong('rules')}
        value={filter.rules}
        onChange={(rules) => onChange({ ...filter, rules })}
      />
    </>
  );
}

/** A list that names nothing means everything. */
function isAmong(named: readonly string[], one: string): boolean {
  return named.length === 0 || named.includes(one);
}
