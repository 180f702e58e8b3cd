import { isTimeZone, ruleLimits, weekdays } from '@splitsight/wire';
import { Button, IconButton } from '../../components/button.tsx';
import { Checkbox, TextInput } from '../../components/inputs.tsx';
import { strings } from '../../strings/strings.ts';
import type { Draft } from './rule-draft.ts';

type Value = NonNullable<Draft['schedule']>;
type Interval = Value['intervals'][number];

interface ScheduleInputProps {
  readonly value: Draft['schedule'];
  readonly problem: string | undefined;
  readonly onChange: (value: Draft['schedule']) => void;
}

const night: Interval = { days: [...weekdays], from: '22:00', to: '06:00' };

/** When a rule raises alerts: at any time, or in times of the week by the clocks of a place. */
export function ScheduleInput({ value, problem, onChange }: ScheduleInputProps) {
  const words = strings.rules;
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <fieldset className="rule-part">
      <legend>{words.schedule}</legend>
      <label className="checkbox">
        <input type="radio" name="schedule" checked={value === null} onChange={() => onChange(null)} />
        <span>{words.always}</span>
      </label>
      <label className="checkbox">
        <input
          type="radio"
          name="schedule"
          checked={value !== null}
          onChange={() => onChange({ time_zone: isTimeZone(here) ? here : 'UTC', intervals: [night] })}
        />
        <span>{words.scheduled}</span>
      </label>
      {value && (
        <>
          <TextInput
            label={words.timeZone}
            help={words.timeZoneHelp}
            error={problem}
            maxLength={64}
            value={value.time_zone}
            onChange={(zone) => onChange({ ...value, time_zone: zone })}
          />
          <Intervals value={value} onChange={(intervals) => onChange({ ...value, intervals })} />
        </>
      )}
    </fieldset>
  );
}

interface IntervalsProps {
  readonly value: Value;
  readonly onChange: (intervals: Interval[]) => void;
}

function Intervals({ value: { intervals }, onChange }: IntervalsProps) {
  const words = strings.rules;
  const put = (index: number, change: Partial<Interval>) =>
    onChange(intervals.map((one, i) => (i === index ? { ...one, ...change } : one)));
  return (
    <>
      <ul className="rule-intervals">
        {intervals.map((interval, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an interval is its place in the list
          <li key={index}>
            <div className="rule-days">
              {weekdays.map((day) => (
                <Checkbox
                  key={day}
                  label={words.days[day]}
                  checked={interval.days.includes(day)}
                  onChange={(checked) =>
                    put(index, {
                      days: weekdays.filter((one) => (one === day ? checked : interval.days.includes(one))),
                    })
                  }
                />
              ))}
            </div>
            <div className="rule-times">
              <TextInput
                label={words.from}
                type="time"
                maxLength={5}
                value={interval.from}
                onChange={(from) => put(index, { from })}
              />
              <TextInput
                label={words.to}
                type="time"
                maxLength={5}
                help={interval.to <= interval.from ? words.over : undefined}
                value={interval.to === '24:00' ? '00:00' : interval.to}
                onChange={(to) => put(index, { to })}
              />
              <IconButton
                icon="trash"
                label={words.removeInterval}
                disabled={intervals.length === 1}
                onClick={() => onChange(intervals.filter((_, i) => i !== index))}
              />
            </div>
          </li>
        ))}
      </ul>
      <Button
        icon="plus"
        disabled={intervals.length >= ruleLimits.intervals}
        onClick={() => onChange([...intervals, night])}
      >
        {words.addInterval}
      </Button>
    </>
  );
}
