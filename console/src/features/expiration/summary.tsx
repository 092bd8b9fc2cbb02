import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Section } from '../../shared/shell/page';
import { PathLink } from '../../shared/shell/path-link';
import { ErrorState, Loading } from '../../shared/ui/states';
import { summaryQuery } from './queries';
import { rangesOf } from './words';

/** How much ends when, and how much of it nobody is told about; each number leads to its rows. */
export function ExpiringSummary() {
  const summary = useQuery(summaryQuery);
  return (
    <Section title="In numbers">
      {summary.isPending ? (
        <Loading what="the numbers" />
      ) : summary.isError ? (
        <ErrorState error={summary.error} onRetry={() => void summary.refetch()} />
      ) : (
        <>
          <ul className="flex flex-wrap gap-x-8 gap-y-3">
            <Count to="/expiring?state=expired" value={summary.data.total.expired} name="ended" />
            <Count to="/expiring?state=due" value={summary.data.total.due} name="due" />
            <Count
              to="/expiring?reachesNobody=true"
              value={summary.data.reachingNobody?.certificates ?? null}
              name="nobody is told about"
            />
            {rangesOf(summary.data.byRemaining).map(({ name, certificates }) => (
              <Count key={name} value={certificates} name={name} />
            ))}
            <Count to="/expiring?state=replaced" value={summary.data.replaced} name="replaced already" />
          </ul>
          {summary.data.isCut && (
            <p className="mt-2 text-xs text-muted">There are more owners, groups or profiles than are counted apart.</p>
          )}
        </>
      )}
    </Section>
  );
}

interface CountProps {
  /** Its rows, where the list has just these. */
  readonly to?: string;
  readonly value: number | null;
  readonly name: string;
}

function Count({ to, value, name }: CountProps) {
  const text: ReactNode = (
    <>
      <span className="block text-xl font-semibold tabular-nums">
        {value === null ? '…' : value.toLocaleString('en')}
      </span>
      <span className="block text-sm">{name}</span>
    </>
  );
  return <li>{to === undefined ? text : <PathLink to={to}>{text}</PathLink>}</li>;
}
