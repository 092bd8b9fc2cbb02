import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, dataOf } from '../../shared/api/client';
import { PathLink } from '../../shared/shell/path-link';
import { CertText } from '../../shared/text/cert-text';
import { eventName } from '../../shared/text/event-names';
import { Select } from '../../shared/ui/select';
import { Badge, ErrorState, Loading } from '../../shared/ui/states';
import { TriggerResult } from '../firings/trigger-result';
import { verdictOf } from '../firings/words';
import type { Certificate } from './queries';
import { dryRunOf, whatIfsOf } from './what-if';

/** Tries the rules in effect on the certificate, as if something happened to it now. Nothing is done. */
export function WhatIfTab({ certificate }: { readonly certificate: Certificate }) {
  const cases = whatIfsOf(certificate);
  const [id, setId] = useState(cases[0]!.id);
  const chosen = cases.find((one) => one.id === id) ?? cases[0]!;
  const query = useQuery({
    queryKey: ['certificate', certificate.uuid, 'what-if', id, certificate.revision],
    queryFn: ({ signal }) =>
      dataOf(api.POST('/api/v1/triggers/dry-run', { body: dryRunOf(certificate, chosen), signal })),
  });
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-end gap-3">
        <Select
          label="What would happen if"
          className="w-72"
          value={id}
          choices={cases.map((one) => ({ value: one.id, label: one.label }))}
          onChange={setId}
        />
        <p className="pb-1 text-sm text-muted">Nothing is stored, counted, sent or started by this.</p>
      </div>
      <div aria-live="polite" className="flex flex-col gap-3">
        {query.isPending ? (
          <Loading what="what would happen" />
        ) : query.isError ? (
          <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <>
            <p className="flex flex-wrap items-baseline gap-2">
              <Badge tone={verdictOf({ status: 'finished', outcome: query.data.outcome }).tone}>
                {verdictOf({ status: 'finished', outcome: query.data.outcome }).words}
              </Badge>
              <span className="min-w-0">
                <CertText>{query.data.explain}</CertText>
              </span>
            </p>
            {query.data.subject.note !== null && (
              <p className="text-sm text-muted">
                <CertText>{query.data.subject.note}</CertText>
              </p>
            )}
            {query.data.triggers.length === 0 && (
              <p className="text-sm text-muted">
                No trigger is attached for “{eventName(chosen.event)}” here.{' '}
                <PathLink to="/triggers" className="underline">
                  See the triggers
                </PathLink>
              </p>
            )}
            {query.data.triggers.map((trigger, index) => (
              <TriggerResult key={`${trigger.uuid} ${index}`} trigger={trigger} />
            ))}
          </>
        )}
      </div>
    </div>
  );
}
