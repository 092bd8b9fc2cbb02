import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button } from '../../shared/ui/button';
import { ErrorState, Loading } from '../../shared/ui/states';
import { monthAfter, monthName, monthOf } from './month';
import { MonthGrid } from './month-grid';
import { daysQuery } from './queries';

/** A month with how many certificates end on each day; a number leads to them. */
export function EndCalendar() {
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
        <MonthGrid month={month} byDay={byDay} onMonth={go} />
      )}
    </div>
  );
}
