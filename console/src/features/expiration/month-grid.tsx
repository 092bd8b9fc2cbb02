import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { Schema } from '../../shared/api/types';
import { PathLink, targetOf } from '../../shared/shell/path-link';
import { classes } from '../../shared/ui/classes';
import { dayAfter, dayName, dayReached, entryDayOf, monthName, monthOfDay, weeksOf } from './month';

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

export interface MonthGridProps {
  readonly month: string;
  /** How many end on which day. */
  readonly byDay: ReadonlyMap<string, Schema<'Total'>>;
  readonly onMonth: (month: string) => void;
}

/**
 * The days of a month as the grid of the ARIA Authoring Practices: one stop of the Tab key, in which arrows go from day to day,
 * also into other months, Page Up and Page Down from month to month, and Enter opens the day.
 */
export function MonthGrid({ month, byDay, onMonth }: MonthGridProps) {
  const navigate = useNavigate();
  const today = new Date().toISOString().slice(0, 10);
  const [chosen, setChosen] = useState(today);
  const active = monthOfDay(chosen) === month ? chosen : entryDayOf(month, today);
  const grid = useRef<HTMLTableElement>(null);
  // Only who moved by key is followed: a month that was changed by its buttons leaves the focus on them.
  const isMoving = useRef(false);
  useEffect(() => {
    // The address tells of another month a moment later.
    if (!isMoving.current || active !== chosen) return;
    isMoving.current = false;
    grid.current?.querySelector<HTMLElement>(`[data-day="${active}"]`)?.focus();
  }, [active, chosen, month]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      void navigate(targetOf(pathOf(active)));
      return;
    }
    const next = dayReached(active, event.key);
    if (next === undefined) return;
    event.preventDefault();
    if (next === active) return;
    isMoving.current = true;
    setChosen(next);
    if (monthOfDay(next) !== month) onMonth(monthOfDay(next));
  };
  return (
    <div className="overflow-x-auto rounded-lg border border-line bg-surface">
      <table ref={grid} role="grid" className="w-full table-fixed text-sm" onKeyDown={onKeyDown}>
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
              {week.map((day, at) =>
                day === undefined ? (
                  <td key={at} className={classes(cell, 'bg-sunken')} />
                ) : (
                  <td
                    key={day}
                    data-day={day}
                    tabIndex={day === active ? 0 : -1}
                    onFocus={() => setChosen(day)}
                    {...(day === today ? { 'aria-current': 'date' as const } : {})}
                    className={classes(cell, day === today && 'bg-accent-tint')}
                  >
                    <Day day={day} count={byDay.get(day)} />
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const cell = 'h-16 border-l border-line p-1 align-top first:border-l-0';

/** The certificates that end on a day. */
function pathOf(day: string): string {
  return `/certificates?state=issued&archived=false&notAfterFrom=${day}&notAfterTo=${dayAfter(day)}`;
}

function Day({ day, count }: { readonly day: string; readonly count: Schema<'Total'> | undefined }) {
  const number = (
    <span aria-hidden="true" className="block text-xs text-muted">
      {Number(day.slice(-2))}
    </span>
  );
  if (count === undefined || count.value === 0) {
    return (
      <>
        {number}
        <span className="sr-only">{dayName(day)}: nothing ends</span>
      </>
    );
  }
  return (
    <>
      {number}
      {/* The day is the stop of the Tab key, not what is in it. */}
      <PathLink to={pathOf(day)} tabIndex={-1} className="text-base font-semibold tabular-nums">
        {count.value.toLocaleString('en')}
        {count.relation === 'exact' ? '' : '+'}
        <span className="sr-only">
          {' '}
          {count.value === 1 ? 'ends' : 'end'} on {dayName(day)}
        </span>
      </PathLink>
    </>
  );
}
