import { type QuietHours, type Weekday, weekdays } from '@splitsight/wire';
import { Button } from '../../components/button.tsx';
import { Checkbox, Select, TextInput } from '../../components/inputs.tsx';
import { locale } from '../../strings/language.ts';
import { strings } from '../../strings/strings.ts';

interface QuietInputsProps {
  readonly quiet: QuietHours | null;
  readonly onChange: (quiet: QuietHours | null) => void;
}

type Interval = QuietHours['intervals'][number];
const night: Interval = { days: [...weekdays], from: '22:00', to: '06:00' };
const most = 20;

/** When a channel keeps quiet, and what becomes of alerts meanwhile. */
export function QuietInputs({ quiet, onChange }: QuietInputsProps) {
  const words = strings.channels.quiet;
  if (!quiet) {
    return (
      <Checkbox
        label={words.use}
        checked={false}
        onChange={() => onChange({ intervals: [night], keep: 'hold', alerts_pass: false })}
      />
    );
  }
  const { intervals } = quiet;
  const put = (at: number, next: Interval | undefined) => {
    const changed = intervals.flatMap((one, i) => (i === at ? (next ?? []) : one));
    onChange(changed.length === 0 ? null : { ...quiet, intervals: changed });
  };
  return (
    <>
      <Checkbox label={words.use} checked onChange={() => onChange(null)} />
      {intervals.map((interval, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they have no other name
        <fieldset key={at} className="channel-interval">
          <legend>{words.interval(at + 1)}</legend>
          <div className="channel-days">
            {weekdays.map((day) => (
              <Checkbox
                key={day}
                label={dayName(day)}
                checked={interval.days.includes(day)}
                onChange={(on) => {
                  const days = weekdays.filter((one) => (one === day ? on : interval.days.includes(one)));
                  put(at, days.length === 0 ? undefined : { ...interval, days });
                }}
              />
            ))}
          </div>
          <div className="channel-times">
            <TextInput
              label={words.from}
              type="time"
              maxLength={5}
              value={interval.from}
              onChange={(from) => from !== '' && put(at, { ...interval, from })}
            />
            <TextInput
              label={words.to}
              type="time"
              maxLength={5}
              value={interval.to}
              onChange={(to) => to !== '' && put(at, { ...interval, to })}
            />
            <Button onClick={() => put(at, undefined)}>{strings.common.delete}</Button>
          </div>
        </fieldset>
      ))}
      {intervals.length < most && (
        <Button icon="plus" onClick={() => onChange({ ...quiet, intervals: [...intervals, night] })}>
          {words.add}
        </Button>
      )}
      <Select
        label={words.keep}
        value={quiet.keep}
        options={(['hold', 'drop'] as const).map((value) => ({ value, label: words.keeps[value] }))}
        onChange={(keep) => onChange({ ...quiet, keep })}
      />
      <Checkbox
        label={words.pass}
        checked={quiet.alerts_pass}
        onChange={(pass) => onChange({ ...quiet, alerts_pass: pass })}
      />
    </>
  );
}

/** As the page's language calls it: 2024 began on a Monday. */
function dayName(day: Weekday): string {
  const date = new Date(Date.UTC(2024, 0, 1 + weekdays.indexOf(day)));
  return new Intl.DateTimeFormat(locale(), { weekday: 'short', timeZone: 'UTC' }).format(date);
}
