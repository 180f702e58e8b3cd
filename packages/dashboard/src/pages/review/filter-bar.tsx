import { Select, TextInput } from '../../components/inputs.tsx';
import { alertName, cameraLies } from '../../format/alert-name.ts';
import { useLive } from '../../live/use-live.ts';
import { strings } from '../../strings/strings.ts';
import { type ReviewFilters, ranges } from './review-filters.ts';

interface FilterBarProps {
  readonly filters: ReviewFilters;
  readonly onChange: (change: Partial<ReviewFilters>) => void;
}

/** What narrows the list down. */
export function FilterBar({ filters, onChange }: FilterBarProps) {
  const cameras = useLive((live) => live.cameras);
  const heads = useLive((live) => live.heads);
  const words = strings.review.filters;
  const known = [...cameras.values()];
  const sites = unique(known.map(({ site }) => site));
  const here = known.filter(({ site }) => filters.site === '' || site === filters.site);
  const names = new Map(here.map(({ camera, name }) => [camera as string, name]));
  return (
    <search className="review-filters" aria-label={words.label}>
      <fieldset className="segments">
        <legend className="unseen">{words.show}</legend>
        {(['open', 'done', 'all'] as const).map((show) => (
          <button key={show} type="button" aria-pressed={filters.show === show} onClick={() => onChange({ show })}>
            {words.shows[show]}
          </button>
        ))}
      </fieldset>
      <Select
        label={words.site}
        value={filters.site}
        options={anyOf(sites, filters.site)}
        onChange={(site) => onChange({ site, camera: '' })}
      />
      <Select
        label={words.camera}
        value={filters.camera}
        options={anyOf(
          unique(here.map(({ camera }) => camera)),
          filters.camera,
          (camera) => names.get(camera) ?? camera,
        )}
        onChange={(camera) => onChange({ camera })}
      />
      <Select
        label={words.head}
        value={filters.head}
        options={anyOf([...unique(heads.map(({ name }) => name)), ...cameraLies()], filters.head, alertName)}
        onChange={(head) => onChange({ head })}
      />
      <Select
        label={words.severity}
        value={filters.severity}
        options={(['any', 'alert', 'detection'] as const).map((value) => ({ value, label: words.severities[value] }))}
        onChange={(severity) => onChange({ severity })}
      />
      <Select
        label={words.verdict}
        value={filters.verdict}
        options={(['any', 'true', 'false', 'unsure', 'none'] as const).map((value) => ({
          value,
          label: words.verdicts[value],
        }))}
        onChange={(verdict) => onChange({ verdict })}
      />
      <Select
        label={words.late}
        value={filters.late}
        options={(['any', 'no', 'yes'] as const).map((value) => ({ value, label: words.lates[value] }))}
        onChange={(late) => onChange({ late })}
      />
      <Select
        label={words.range}
        value={filters.range}
        options={ranges.map((value) => ({ value, label: words.ranges[value] }))}
        onChange={(range) => onChange({ range })}
      />
      {filters.range === 'custom' && (
        <>
          <TextInput
            label={words.from}
            type="datetime-local"
            maxLength={20}
            value={filters.from}
            onChange={(from) => onChange({ from })}
          />
          <TextInput
            label={words.to}
            type="datetime-local"
            maxLength={20}
            value={filters.to}
            onChange={(to) => onChange({ to })}
          />
        </>
      )}
      <TextInput
        label={words.assignee}
        type="search"
        maxLength={100}
        value={filters.assignee}
        onChange={(assignee) => onChange({ assignee })}
      />
    </search>
  );
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort((a, b) => a.localeCompare(b));
}

/** All, or one of the names; one that the address names is offered even when nothing of that name is there now. */
function anyOf(names: readonly string[], chosen: string, label: (name: string) => string = (name) => name) {
  const all = chosen === '' || names.includes(chosen) ? names : [...names, chosen];
  return [{ value: '', label: strings.common.all }, ...all.map((value) => ({ value, label: label(value) }))];
}
