import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Schema } from '../../shared/api/types';
import { Chart } from '../../shared/chart/chart';
import { useTimeZone } from '../../shared/preferences';
import { Section } from '../../shared/shell/page';
import { CertText } from '../../shared/text/cert-text';
import { dayOf } from '../../shared/text/times';
import { ErrorState, Loading } from '../../shared/ui/states';
import { expiringQuery } from './queries';
import { beginOfWeek } from './weeks';

/** What ends in the weeks to come, and whose it is. A stretch of the chart leads to its certificates. */
export function ExpiringOverview() {
  const summary = useQuery(expiringQuery);
  if (summary.isPending) return <Loading what="what ends when" />;
  if (summary.isError) return <ErrorState error={summary.error} onRetry={() => void summary.refetch()} />;
  const { byWeek, byOwner, byGroup, until, total } = summary.data;
  return (
    <Section
      title={`Ending soon: ${total.certificates.toLocaleString('en')}; ended already: ${total.expired.toLocaleString('en')}`}
    >
      <div className="flex flex-col gap-6">
        <Weeks weeks={byWeek} />
        <div className="grid grid-cols-1 gap-6 md:grid-cols-2">
          <Holders title="By owner" none="No owner" rows={byOwner} filter="owner" until={until} />
          <Holders title="By group" none="No group" rows={byGroup} filter="group" until={until} />
        </div>
      </div>
    </Section>
  );
}

function Weeks({ weeks }: { readonly weeks: readonly Schema<'ExpiringCountByWeek'>[] }) {
  const zone = useTimeZone();
  const navigate = useNavigate();
  const { at, series } = useMemo(
    () => ({
      at: weeks.map(({ week }) => beginOfWeek(week)),
      series: [
        { name: 'Ending', values: weeks.map(({ certificates, due }) => certificates - due), tone: 'accent' as const },
        { name: 'Due now', values: weeks.map(({ due }) => due), tone: 'danger' as const },
      ],
    }),
    [weeks],
  );
  const zoom = useMemo(
    () => (notAfterFrom: string, notAfterTo: string) =>
      void navigate({ to: '/certificates', search: { notAfterFrom, notAfterTo, sort: 'notAfter' } }),
    [navigate],
  );
  if (weeks.length === 0) return <p className="text-sm text-muted">Nothing ends in the weeks to come.</p>;
  return (
    <Chart
      title="Certificates that end, by week"
      at={at}
      series={series}
      nameOf={(point) => dayOf(point, zone)}
      onZoom={zoom}
    />
  );
}

interface HoldersProps {
  readonly title: string;
  readonly none: string;
  readonly rows: readonly Schema<'ExpiringCountByObject'>[];
  readonly filter: 'owner' | 'group';
  readonly until: string;
}

const mostHolders = 8;

function Holders({ title, none, rows, filter, until }: HoldersProps) {
  return (
    <div>
      <h3 className="mb-1 text-sm font-semibold">{title}</h3>
      {rows.length === 0 && <p className="text-sm text-muted">None.</p>}
      <ul className="flex flex-col text-sm">
        {rows.slice(0, mostHolders).map(({ uuid, name, certificates, due }) => (
          <li key={uuid ?? 'none'} className="flex justify-between gap-3 border-b border-line py-1">
            {uuid === null ? (
              <span className="text-danger">{none}</span>
            ) : (
              <Link
                to="/certificates"
                search={{ [filter]: uuid, notAfterTo: until, sort: 'notAfter' }}
                className="min-w-0 underline"
              >
                <CertText isCut>{name ?? '(hidden)'}</CertText>
              </Link>
            )}
            <span className="shrink-0 tabular-nums">
              {certificates.toLocaleString('en')}
              {due > 0 && <span className="text-danger">, {due.toLocaleString('en')} due</span>}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
