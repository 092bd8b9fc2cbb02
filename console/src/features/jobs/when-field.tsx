import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { ApiError, sentenceOf } from '../../shared/api/problem';
import { useFaults } from '../../shared/forms/faults';
import { exactTime, relativeTime } from '../../shared/text/times';
import { TextField } from '../../shared/ui/field';
import { Select } from '../../shared/ui/select';
import { timesQuery } from './queries';
import { cronWords, timeZones } from './words';

const usual = [
  { value: '7 * * * *', label: 'Each hour' },
  { value: '30 2 * * *', label: 'Each night' },
  { value: '30 2 * * MON-FRI', label: 'Nights of working days' },
  { value: '0 6 * * MON', label: 'Monday mornings' },
  { value: '0 6 1 * *', label: 'The first of each month' },
] as const;

export interface When {
  readonly cron: string;
  readonly timeZone: string;
}

export interface WhenFieldProps {
  readonly value: When;
  readonly onChange: (value: When) => void;
}

/** When a job runs: the rule with its zone, in words, and the next five times. */
export function WhenField({ value: { cron, timeZone }, onChange }: WhenFieldProps) {
  const zones = timeZones();
  const cronFaults = useFaults('/cron');
  const zoneFaults = useFaults('/timeZone');
  const known = usual.find(({ value }) => value === cron);
  return (
    <div className="flex flex-col gap-3">
      <div className="grid gap-3 sm:grid-cols-2">
        <Select
          label="Often used"
          value={known?.value ?? ''}
          choices={[{ value: '', label: 'Another rule' }, ...usual]}
          onChange={(next) => next !== '' && onChange({ cron: next, timeZone })}
        />
        <Select
          label="Time zone"
          value={timeZone}
          choices={(zones.includes(timeZone) ? zones : [timeZone, ...zones]).map((zone) => ({
            value: zone,
            label: zone,
          }))}
          onChange={(next) => onChange({ cron, timeZone: next })}
          errors={zoneFaults}
        />
      </div>
      <TextField
        label="Rule (cron)"
        isMono
        value={cron}
        onChange={(next) => onChange({ cron: next, timeZone })}
        errors={cronFaults}
        description="Minute, hour, day of month, month, day of week."
      />
      <NextTimes cron={cron} timeZone={timeZone} />
    </div>
  );
}

/** A rule in words, with its next five times in its own zone. */
export function NextTimes({ cron, timeZone }: When) {
  const [asked, setAsked] = useState({ cron, timeZone });
  useEffect(() => {
    const timer = setTimeout(() => setAsked({ cron, timeZone }), 300);
    return () => clearTimeout(timer);
  }, [cron, timeZone]);
  const isEmpty = asked.cron.trim() === '';
  const query = useQuery({ ...timesQuery(asked.cron, asked.timeZone), enabled: !isEmpty });
  const words = cronWords(cron);
  return (
    <div className="rounded-md border border-line bg-sunken p-3 text-sm" aria-live="polite">
      {words !== undefined && (
        <p className="font-medium">
          {words}, {timeZone}
        </p>
      )}
      {query.isError && <p className="text-danger">{reasonOf(query.error)}</p>}
      {query.data !== undefined && !isEmpty && (
        <ol className="mt-1 list-decimal pl-5" aria-label="Next times">
          {query.data.nextRuns.map((at) => (
            <li key={at}>
              <time dateTime={at}>{exactTime(at, query.data.timeZone)}</time>{' '}
              <span className="text-muted">{relativeTime(at, new Date())}</span>
            </li>
          ))}
        </ol>
      )}
      {query.data?.nextRuns.length === 0 && <p>It never runs.</p>}
    </div>
  );
}

function reasonOf(error: unknown): string {
  const faults = error instanceof ApiError ? (error.problem.errors ?? []) : [];
  return faults.length === 0 ? sentenceOf(error) : faults.map(({ detail }) => detail).join('; ');
}
