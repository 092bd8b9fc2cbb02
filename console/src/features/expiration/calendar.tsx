import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { Schema } from '../../shared/api/types';
import { PathLink } from '../../shared/shell/path-link';
import { Button } from '../../shared/ui/button';
import { classes } from '../../shared/ui/classes';
import { ErrorState, Loading } from '../../shared/ui/states';
import { dayAfter, dayName, monthAfter, monthName, monthOf, weeksOf } from './month';
import { daysQuery } from './queries';

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** A month with how many certificates end on each day; a number leads to them. */
export function EndCalendar() {
  const today = new Date().toISOString().slice(0, 10);
  const { month = monthOf(new Date()) }: Readonly<Record<string, string | undefined>> = useSearch({ strict: false });
  const navigate = useNavigate();
  const days = useQuery(daysQuery(month));
  const go = (next: string) =>
    void navigate({
      to: '.',
      replace: true,
      search: (before: Readonly<Record<string, string>>) => ({ ...before, month: next }),
    } as never);
  const byDay = new Map((days.data?.days ?? []).map(({ day, certificates }) => [day, certificates]));
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <Button aria-label="Month before" onPress={() => go(monthAfter(month, -1))}>
          ‹
        </Button>
        <h2 aria-live="polite" className="min-w-40 text-center text-base font-semibold">
          {monthName(month)}
        </h2>
        <Button aria-label="Month after" onPress={() => go(monthAfter(month, 1))}>
          ›
        </Button>
        <Button kind="quiet" onPress={() => go(monthOf(new Date()))}>
          This month
        </Button>
        <span className="text-xs text-muted">Days in UTC; issued certificates that are not archived.</span>
      </div>
      {days.isError ? (
        <ErrorState error={days.error} onRetry={() => void days.refetch()} />
      ) : days.isPending ? (
        <Loading what="the month" />
      ) : (
        <div
          role="region"
          aria-label="Days of the month"
          tabIndex={0}
          className="overflow-x-auto rounded-lg border border-line bg-surface"
        >
          <table className="w-full table-fixed text-sm">
            <caption className="sr-only">Certificates that end in {monthName(month)}, by day</caption>
            <thead className="bg-sunken text-xs text-muted">
              <tr>
                {weekdays.map((name) => (
                  <th key={name} scope="col" abbr={name} className="px-1 py-1 font-semibold">
                    <span aria-hidden="true">{name.slice(0, 2)}</span>
                    <span className="sr-only">{name}</span>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {weeksOf(month).map((week, index) => (
                <tr key={index} className="border-t border-line">
                  {week.map((day, at) => (
                    <td
                      key={day ?? at}
                      {...(day === today ? { 'aria-current': 'date' as const } : {})}
                      className={classes(
                        'h-16 border-l border-line p-1 align-top first:border-l-0',
                        day === undefined && 'bg-sunken',
                        day === today && 'bg-accent-tint',
                      )}
                    >
                      {day !== undefined && <Day day={day} count={byDay.get(day)} />}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}

function Day({ day, count }: { readonly day: string; readonly count: Schema<'Total'> | undefined }) {
  const number = Number(day.slice(-2));
  if (count === undefined || count.value === 0) return <span className="text-xs text-muted">{number}</span>;
  const more = count.relation === 'exact' ? '' : '+';
  const path = `/certificates?state=issued&archived=false&notAfterFrom=${day}&notAfterTo=${dayAfter(day)}`;
  return (
    <>
      <span aria-hidden="true" className="block text-xs text-muted">
        {number}
      </span>
      <PathLink to={path} className="text-base font-semibold tabular-nums">
        {count.value.toLocaleString('en')}
        {more}
        <span className="sr-only">
          {' '}
          {count.value === 1 ? 'ends' : 'end'} on {dayName(day)}
        </span>
      </PathLink>
    </>
  );
}
