import { useFaults } from '../../shared/forms/faults';
import { FieldErrors } from '../../shared/forms/plain-errors';
import { Picks } from '../../shared/forms/schema-lists';
import { TextField } from '../../shared/ui/field';
import { Select } from '../../shared/ui/select';
import { NextRuns } from './next-runs';
import {
  formOf,
  scheduleFormNames,
  toLocal,
  weekdays,
  withForm,
  type Schedule,
  type ScheduleForm,
} from './schedule-forms';

export interface ScheduleFieldProps {
  readonly schedule: Schedule | undefined;
  readonly timeZone: string;
  /** Where the kind looks by the clock alone. */
  readonly isNeeded: boolean;
  readonly set: (pointer: string, value: unknown) => void;
}

/** When an alert looks, in one of the forms that there are, with its next runs. */
export function ScheduleField({ schedule, timeZone, isNeeded, set }: ScheduleFieldProps) {
  const errors = useFaults('/schedule', true);
  const zoneErrors = useFaults('/timeZone');
  const form = formOf(schedule);
  const forms = (Object.keys(scheduleFormNames) as ScheduleForm[]).filter((one) => one !== 'none' || !isNeeded);
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-start gap-3">
        <Select
          label="It looks"
          className="w-64"
          value={form}
          choices={forms.map((value) => ({ value, label: scheduleFormNames[value] }))}
          onChange={(next) => set('/schedule', withForm(schedule, next, new Date()))}
        />
        {schedule !== undefined && <Parts schedule={schedule} onChange={(next) => set('/schedule', next)} />}
        {form !== 'none' && form !== 'interval' && form !== 'once' && (
          <TextField
            label="Time zone"
            className="w-56"
            value={timeZone}
            onChange={(next) => set('/timeZone', next)}
            description="As in Europe/Prague."
            errors={zoneErrors}
          />
        )}
      </div>
      <FieldErrors errors={errors} />
      {schedule !== undefined && <NextRuns schedule={schedule} timeZone={timeZone} />}
    </div>
  );
}

function Parts({ schedule, onChange }: { readonly schedule: Schedule; readonly onChange: (next: Schedule) => void }) {
  if ('interval' in schedule) {
    return (
      <TextField
        label="Minutes"
        type="number"
        className="w-32"
        value={`${schedule.interval.minutes}`}
        onChange={(text) => onChange({ interval: { minutes: Number(text) } })}
        description="5 to 10,080."
      />
    );
  }
  if ('daily' in schedule)
    return <Time value={schedule.daily.time} onChange={(time) => onChange({ daily: { time } })} />;
  if ('weekly' in schedule) {
    const { time, days } = schedule.weekly;
    return (
      <>
        <Time value={time} onChange={(next) => onChange({ weekly: { time: next, days } })} />
        <Picks
          label="On"
          errors={[]}
          value={days}
          choices={weekdays}
          onChange={(next) => onChange({ weekly: { time, days: next as typeof days } })}
        />
      </>
    );
  }
  if ('monthly' in schedule) {
    const { time, day } = schedule.monthly;
    return (
      <>
        <Time value={time} onChange={(next) => onChange({ monthly: { time: next, day } })} />
        <TextField
          label="Day"
          type="number"
          className="w-28"
          value={`${day}`}
          onChange={(text) => onChange({ monthly: { time, day: Number(text) } })}
          description="A short month has its last day."
        />
      </>
    );
  }
  if ('cron' in schedule) {
    return (
      <TextField
        label="Cron line"
        className="w-64"
        isMono
        value={schedule.cron}
        onChange={(cron) => onChange({ cron })}
        description="Minute, hour, day, month, weekday; not both days."
      />
    );
  }
  return (
    <TextField
      label="At (your time)"
      type="datetime-local"
      className="w-60"
      value={toLocal(schedule.once.at)}
      onChange={(text) => {
        const date = new Date(text);
        if (!Number.isNaN(date.getTime())) onChange({ once: { at: date.toISOString() } });
      }}
    />
  );
}

function Time({ value, onChange }: { readonly value: string; readonly onChange: (time: string) => void }) {
  return <TextField label="At" className="w-24" value={value} onChange={onChange} description="HH:mm" />;
}
