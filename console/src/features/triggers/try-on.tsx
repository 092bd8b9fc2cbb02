import { useQueries, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, dataOf } from '../../shared/api/client';
import { sentenceOf } from '../../shared/api/problem';
import { useLate } from '../../shared/conditions/use-late';
import { useTimeZone } from '../../shared/preferences';
import { useMay } from '../../shared/session/me';
import { exactTime } from '../../shared/text/times';
import { CertText } from '../../shared/text/cert-text';

import { Button } from '../../shared/ui/button';
import { TextField } from '../../shared/ui/field';
import { Select } from '../../shared/ui/select';
import { Badge } from '../../shared/ui/states';
import { TriggerResult } from '../firings/trigger-result';
import { resultOf } from '../firings/words';
import { onlyThis, triedOf, type TriggerDraft } from './draft';

/** What a trigger is tried on; each stays until it is taken away, and is tried again with every change. */
interface Item {
  readonly key: string;
  readonly name: string;
  readonly subject: { readonly certificate: string } | { readonly pem: string } | { readonly firing: string };
}

type Source = 'certificate' | 'pem' | 'firing';

export interface TryOnProps {
  readonly draft: TriggerDraft;
  readonly isReady: boolean;
}

/** Tries the trigger as it stands on certificates and past events, with each comparison coloured by its result. */
export function TryOn({ draft, isReady }: TryOnProps) {
  const [items, setItems] = useState<readonly Item[]>([]);
  const isOfCertificates = draft.event.startsWith('certificate_');
  const [source, setSource] = useState<Source>(isOfCertificates ? 'certificate' : 'firing');
  const add = (item: Item) => setItems([item, ...items.filter(({ key }) => key !== item.key)]);
  const tried = useLate({ event: draft.event, triggers: onlyThis(draft.kind, triedOf(draft)) }, 500);
  const results = useQueries({
    queries: items.map(({ key, subject }) => ({
      queryKey: ['trigger-try', tried, key],
      queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
        dataOf(api.POST('/api/v1/triggers/dry-run', { body: { ...tried, ...subject } as never, signal })),
      enabled: isReady,
      retry: false,
      staleTime: 30_000,
    })),
  });
  const choices = [
    ...(isOfCertificates
      ? [
          { value: 'certificate' as const, label: 'a certificate' },
          { value: 'pem' as const, label: 'pasted PEM' },
        ]
      : []),
    { value: 'firing' as const, label: 'a past event' },
  ];
  const shown = isOfCertificates ? source : 'firing';
  return (
    <div className="flex flex-col gap-3">
      <p className="text-sm text-muted">Nothing is stored, counted, sent or started by this.</p>
      <Select className="w-48" label="Try it on" value={shown} choices={choices} onChange={setSource} />
      {shown === 'certificate' && <FindCertificate onAdd={add} />}
      {shown === 'pem' && <PastePem onAdd={add} />}
      {shown === 'firing' && <FindFiring event={draft.event} onAdd={add} />}
      <ul aria-label="Tried on" className="flex flex-col gap-2">
        {items.map((item, index) => {
          const result = results[index];
          const trigger = result?.data?.triggers[0];
          return (
            <li key={item.key} className="rounded-md border border-line p-2">
              <details open={index === 0}>
                <summary className="cursor-pointer text-sm">
                  <span className="font-medium">
                    <CertText>{item.name}</CertText>
                  </span>{' '}
                  {trigger !== undefined && (
                    <Badge tone={resultOf(trigger.result).tone}>{resultOf(trigger.result).words}</Badge>
                  )}
                  {!isReady && <span className="text-muted"> tried once the condition is complete</span>}
                  {isReady && result?.isPending === true && <span className="text-muted"> being tried …</span>}
                </summary>
                <div className="mt-2 flex flex-col gap-2">
                  {result?.isError === true && <p className="text-sm text-danger">{sentenceOf(result.error)}</p>}
                  {typeof result?.data?.subject.note === 'string' && (
                    <p className="text-xs text-muted">{result.data.subject.note}</p>
                  )}
                  {trigger !== undefined && <TriggerResult trigger={trigger} />}
                </div>
              </details>
              <Button
                kind="quiet"
                aria-label={`Do not try on ${item.name}`}
                onPress={() => setItems(items.filter(({ key }) => key !== item.key))}
              >
                Take away
              </Button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

interface FindProps {
  readonly onAdd: (item: Item) => void;
}

function FindCertificate({ onAdd }: FindProps) {
  const may = useMay()('certificates:read');
  const [text, setText] = useState('');
  const late = useLate(text.trim(), 300);
  const query = { limit: 5, ...(late === '' ? {} : { text: late }) };
  const found = useQuery({
    queryKey: ['certificates', 'to-try', late],
    queryFn: ({ signal }) => dataOf(api.GET('/api/v1/certificates', { params: { query }, signal })),
    enabled: may,
  });
  if (!may) return <p className="text-sm text-muted">You need the right certificates:read for that.</p>;
  return (
    <div className="flex flex-col gap-1">
      <TextField
        label="Find a certificate"
        type="search"
        value={text}
        onChange={setText}
        placeholder="Name, SAN, serial, fingerprint"
      />
      {found.isError && <p className="text-sm text-danger">{sentenceOf(found.error)}</p>}
      {found.data?.items.length === 0 && <p className="text-sm text-muted">There is no such certificate.</p>}
      <ul aria-label="Certificates found" className="flex flex-wrap gap-1">
        {(found.data?.items ?? []).map(({ uuid, commonName, subjectDn }) => {
          const name = commonName ?? subjectDn;
          return (
            <li key={uuid}>
              <Button onPress={() => onAdd({ key: uuid, name, subject: { certificate: uuid } })}>
                <CertText>{name}</CertText>
              </Button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function PastePem({ onAdd }: FindProps) {
  const [pem, setPem] = useState('');
  const [count, setCount] = useState(1);
  return (
    <div className="flex flex-col items-start gap-2">
      <TextField
        className="w-full"
        label="Certificate (PEM)"
        rows={5}
        isMono
        value={pem}
        onChange={setPem}
        description="It is tried and not kept."
      />
      <Button
        disabledReason={pem.trim() === '' ? 'Paste a certificate first.' : undefined}
        onPress={() => {
          onAdd({ key: pem, name: `Pasted certificate ${count}`, subject: { pem } });
          setCount(count + 1);
          setPem('');
        }}
      >
        Try on this one
      </Button>
    </div>
  );
}

function FindFiring({ event, onAdd }: FindProps & { readonly event: string }) {
  const may = useMay()('event-history:read');
  const zone = useTimeZone();
  const query = { event: [event], limit: 8 };
  const found = useQuery({
    queryKey: ['firings', 'to-try', event],
    queryFn: ({ signal }) => dataOf(api.GET('/api/v1/event-history', { params: { query }, signal })),
    enabled: may,
  });
  if (!may) return <p className="text-sm text-muted">You need the right event-history:read for that.</p>;
  if (found.isError) return <p className="text-sm text-danger">{sentenceOf(found.error)}</p>;
  if (found.data?.items.length === 0) return <p className="text-sm text-muted">This has not happened yet.</p>;
  return (
    <ul aria-label="Latest events" className="flex flex-wrap gap-1">
      {(found.data?.items ?? []).map(({ firingId, occurredAt, subject }) => {
        const name = `${subject.name ?? subject.note ?? subject.resource}, ${exactTime(occurredAt, zone)}`;
        return (
          <li key={firingId}>
            <Button
              disabledReason={
                subject.uuid === null ? 'What was rejected is not kept: paste its PEM instead.' : undefined
              }
              onPress={() => onAdd({ key: firingId, name, subject: { firing: firingId } })}
            >
              <CertText>{name}</CertText>
            </Button>
          </li>
        );
      })}
    </ul>
  );
}
