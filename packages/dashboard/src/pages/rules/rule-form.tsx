import {
  armingsAnswerSchema,
  commonProfiles,
  createCameraGroup,
  type RuleView,
  regionKinds,
  ruleLimits,
} from '@splitsight/wire';
import { useApi } from '../../api/use-api.ts';
import { Checkbox, NumberInput, Select, TextInput } from '../../components/inputs.tsx';
import { CameraSuggest, MeantCameras } from '../../components/known-cameras.tsx';
import { units } from '../../format/units.ts';
import { useLive } from '../../live/use-live.ts';
import { strings } from '../../strings/strings.ts';
import { LevelInput } from './level-input.tsx';
import type { Draft } from './rule-draft.ts';
import { ScheduleInput } from './schedule-input.tsx';
import { ZoneEditor } from './zone-editor.tsx';

interface RuleFormProps {
  readonly draft: Draft;
  /** What the head says where the rule says nothing. */
  readonly levels: RuleView['levels'];
  readonly problems: ReadonlyMap<string, string>;
  readonly onChange: (change: Partial<Draft>) => void;
}

const longest = 86_400;

/** Every field of a rule, each explained. */
export function RuleForm(props: RuleFormProps) {
  const words = strings.rules;
  const { draft, problems, onChange } = props;
  return (
    <div className="form">
      <Basics {...props} />
      <Levels {...props} />
      <fieldset className="rule-part">
        <legend>{words.zones}</legend>
        <ZoneEditor draft={draft} problems={problems} onChange={onChange} />
      </fieldset>
      <ScheduleInput
        value={draft.schedule}
        problem={problems.get('schedule.time_zone')}
        onChange={(schedule) => onChange({ schedule })}
      />
      <ArmedIn draft={draft} onChange={onChange} />
    </div>
  );
}

function Basics({ draft, problems, onChange }: RuleFormProps) {
  const words = strings.rules;
  const heads = useLive((live) => live.heads);
  return (
    <fieldset className="rule-part">
      <legend>{words.basics}</legend>
      <TextInput
        label={words.name}
        help={words.nameHelp}
        error={problems.get('name')}
        maxLength={ruleLimits.name}
        value={draft.name}
        onChange={(name) => onChange({ name })}
      />
      <Checkbox
        label={words.enabled}
        help={words.enabledHelp}
        checked={draft.enabled}
        onChange={(enabled) => onChange({ enabled })}
      />
      <TextInput
        label={words.head}
        help={`${words.headHelp} ${words.knownHeads(heads.map(({ name }) => name).join(', '))}`}
        error={problems.get('head')}
        maxLength={63}
        value={draft.head}
        onChange={(head) => onChange({ head })}
      />
      <div className="form-row">
        <CameraGroup
          label={words.cameras}
          help={words.camerasHelp}
          add={words.addCamera}
          error={problemIn(problems, 'cameras')}
          value={draft.cameras}
          onChange={(cameras) => onChange({ cameras })}
        />
        <CameraGroup
          label={words.except}
          help={words.exceptHelp}
          add={words.addExcept}
          error={problemIn(problems, 'except')}
          value={draft.except}
          onChange={(except) => onChange({ except })}
        />
      </div>
      <MeantCameras isMeant={createCameraGroup({ cameras: trimmed(draft.cameras), except: trimmed(draft.except) })} />
    </fieldset>
  );
}

interface CameraGroupProps {
  readonly label: string;
  readonly help: string;
  readonly error: string | undefined;
  /** What the field for known cameras is called. */
  readonly add: string;
  readonly value: readonly string[];
  readonly onChange: (value: string[]) => void;
}

/** Cameras and groups of them, one a line. */
function CameraGroup({ add, value, onChange, ...labelled }: CameraGroupProps) {
  return (
    <div className="form">
      <TextInput
        {...labelled}
        rows={3}
        maxLength={64_000}
        value={value.join('\n')}
        onChange={(text) => onChange(text === '' ? [] : text.split('\n'))}
      />
      <CameraSuggest label={add} groups value={value} onChange={onChange} />
    </div>
  );
}

function Levels({ draft, levels, problems, onChange }: RuleFormProps) {
  const words = strings.rules;
  const score = { max: 1, step: 0.01 };
  const time = { max: longest, step: 0.5, unit: 's' };
  const frames = { min: 1, max: 64, step: 1 };
  const contradiction = problems.get('threshold');
  const level = (key: 'instant' | 'threshold' | 'k' | 'n' | 'clear' | 'off_delay_s' | 'cooldown_s') => ({
    value: draft[key],
    held: levels?.[key],
    error: key === 'threshold' ? contradiction : problems.get(key),
    onChange: (value: number | undefined) => onChange({ [key]: value }),
  });
  const kinds = draft.regions ?? [];
  return (
    <fieldset className="rule-part">
      <legend>{words.levels}</legend>
      <div className="form-row">
        <LevelInput label={words.threshold} help={words.thresholdHelp} {...score} {...level('threshold')} />
        <LevelInput label={words.k} help={words.kHelp} {...frames} {...level('k')} />
        <LevelInput label={words.n} help={words.nHelp} {...frames} {...level('n')} />
        <LevelInput label={words.instant} help={words.instantHelp} {...score} {...level('instant')} />
        <LevelInput label={words.clear} help={words.clearHelp} {...score} {...level('clear')} />
        <LevelInput label={words.offDelay} help={words.offDelayHelp} {...time} {...level('off_delay_s')} />
        <LevelInput label={words.cooldown} help={words.cooldownHelp} {...time} {...level('cooldown_s')} />
        <NumberInput
          label={words.globalCooldown}
          help={words.globalCooldownHelp}
          error={problems.get('global_cooldown_s')}
          min={0}
          max={longest}
          unit={units().s}
          value={draft.global_cooldown_s}
          onChange={(value) => onChange({ global_cooldown_s: value })}
        />
        <NumberInput
          label={words.dwell}
          help={words.dwellHelp}
          error={problems.get('dwell_s')}
          min={0}
          max={3600}
          unit={units().s}
          value={draft.dwell_s}
          onChange={(value) => onChange({ dwell_s: value })}
        />
        <Select
          label={words.severity}
          value={draft.severity ?? 'head'}
          onChange={(severity) => onChange({ severity: severity === 'head' ? undefined : severity })}
          options={(['head', 'alert', 'detection'] as const).map((value) => ({
            value,
            label: words.severities[value],
          }))}
        />
      </div>
      <fieldset className="rule-kinds">
        <legend>{words.regions}</legend>
        {regionKinds.map((kind) => (
          <Checkbox
            key={kind}
            label={words.regionKinds[kind]}
            checked={kinds.includes(kind)}
            onChange={(checked) => {
              const next = regionKinds.filter((one) => (one === kind ? checked : kinds.includes(one)));
              onChange({ regions: next.length > 0 ? next : undefined });
            }}
          />
        ))}
        <p className="field-help">{words.regionsHelp}</p>
      </fieldset>
    </fieldset>
  );
}

function ArmedIn({ draft, onChange }: Pick<RuleFormProps, 'draft' | 'onChange'>) {
  const words = strings.rules;
  const { data } = useApi('/api/v1/arming', { answer: armingsAnswerSchema });
  const chosen = draft.armed_in === 'always' ? [] : draft.armed_in;
  const profiles = [
    ...new Set([...commonProfiles, ...(data?.sites ?? []).flatMap((site) => site.profiles), ...chosen]),
  ];
  return (
    <fieldset className="rule-part">
      <legend>{words.armed}</legend>
      <label className="checkbox">
        <input
          type="radio"
          name="armed"
          checked={draft.armed_in === 'always'}
          onChange={() => onChange({ armed_in: 'always' })}
        />
        <span>{words.armedAlways}</span>
      </label>
      <label className="checkbox">
        <input
          type="radio"
          name="armed"
          checked={draft.armed_in !== 'always'}
          onChange={() => onChange({ armed_in: ['away', 'night'] })}
        />
        <span>{words.armedIn}</span>
      </label>
      {draft.armed_in !== 'always' && (
        <div className="rule-days">
          {profiles.map((profile) => (
            <Checkbox
              key={profile}
              label={words.arming.names[profile] ?? profile}
              checked={chosen.includes(profile)}
              disabled={chosen.length === 1 && chosen.includes(profile)}
              onChange={(checked) =>
                onChange({ armed_in: profiles.filter((one) => (one === profile ? checked : chosen.includes(one))) })
              }
            />
          ))}
        </div>
      )}
    </fieldset>
  );
}

function trimmed(patterns: readonly string[]): string[] {
  return patterns.map((pattern) => pattern.trim());
}

function problemIn(problems: ReadonlyMap<string, string>, field: string): string | undefined {
  for (const [where, problem] of problems) if (where === field || where.startsWith(`${field}.`)) return problem;
  return undefined;
}
