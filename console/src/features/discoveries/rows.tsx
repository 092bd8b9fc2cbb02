import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { DataList } from '../../shared/list/data-list';
import type { Column, Filter } from '../../shared/list/list-types';
import { PathLink } from '../../shared/shell/path-link';
import { CertText } from '../../shared/text/cert-text';
import { Time } from '../../shared/text/time';
import { Badge, EmptyState } from '../../shared/ui/states';
import { loadGaps, loadRows, type DiscoveryGap, type DiscoveryRow } from './queries';
import { placeText, toneOfOutcome } from './words';

const rowFilters: readonly Filter[] = [
  {
    kind: 'choice',
    name: 'outcome',
    label: 'What came of it',
    isPinned: true,
    choices: ['pending', 'imported', 'known', 'ignored', 'failed'].map((value) => ({ value, label: value })),
  },
];

const rowColumns: readonly Column<DiscoveryRow>[] = [
  {
    id: 'name',
    header: 'Certificate',
    width: 'minmax(12rem, 1.5fr)',
    cell: ({ certificateUuid, commonName, serialNumber }) => {
      const text = <CertText isCut>{commonName ?? `serial number ${serialNumber}`}</CertText>;
      return certificateUuid === null ? (
        text
      ) : (
        <Link to="/certificates/$uuid" params={{ uuid: certificateUuid }} className="block truncate">
          {text}
        </Link>
      );
    },
  },
  {
    id: 'outcome',
    header: 'What came of it',
    width: '9rem',
    cell: ({ outcome }) => <Badge tone={toneOfOutcome(outcome)}>{outcome}</Badge>,
  },
  {
    id: 'places',
    header: 'Where seen',
    width: 'minmax(14rem, 2fr)',
    cell: ({ places }) => (
      <span className="flex min-w-0 gap-2">
        <CertText isCut isMono>
          {places.slice(0, 3).map(placeText).join(', ')}
        </CertText>
        {places.length > 3 && <span className="shrink-0 text-muted">and {places.length - 3} more</span>}
      </span>
    ),
  },
  { id: 'notAfter', header: 'Ends', width: '9rem', cell: ({ notAfter }) => <Time at={notAfter} /> },
  {
    id: 'issuer',
    header: 'Issuer',
    width: 'minmax(9rem, 1fr)',
    cell: ({ issuerCommonName }) => <CertText isCut>{issuerCommonName}</CertText>,
  },
  { id: 'seenAt', header: 'Seen', width: '8rem', cell: ({ seenAt }) => <Time at={seenAt} /> },
  {
    id: 'why',
    header: 'Why',
    width: '10rem',
    cell: ({ firingId, processedError }) => (
      <span className="flex min-w-0 gap-2">
        {processedError !== null && <span className="truncate text-danger">{processedError.replaceAll('_', ' ')}</span>}
        {firingId !== null && (
          <PathLink to={`/event-history/${firingId}`} className="underline">
            Open the event
          </PathLink>
        )}
      </span>
    ),
  },
  {
    id: 'fingerprint',
    header: 'SHA-256 fingerprint',
    isOptional: true,
    width: '18rem',
    cell: ({ fingerprint }) => (
      <CertText isCut isMono>
        {fingerprint}
      </CertText>
    ),
  },
];

export interface OfRunProps {
  readonly discovery: string;
  readonly run: number;
}

/** Certificates that a run has found, each with where it was seen and what came of it. */
export function Rows({ discovery, run }: OfRunProps) {
  const load = useMemo(() => loadRows(discovery), [discovery]);
  const fixed = useMemo(() => ({ run }), [run]);
  return (
    <DataList
      id={`discovery-rows-${discovery}`}
      what="certificates found"
      path={`/api/v1/discoveries/${discovery}/rows`}
      filters={rowFilters}
      fixed={fixed}
      columns={rowColumns}
      load={load}
      keyOf={({ fingerprint }) => fingerprint}
      titleOf={({ commonName, fingerprint }) => commonName ?? fingerprint}
      empty={
        <EmptyState title="This run has found no certificate">What it could not read stands among the gaps.</EmptyState>
      }
    />
  );
}

const gapColumns: readonly Column<DiscoveryGap>[] = [
  { id: 'kind', header: 'What', width: '13rem', cell: ({ kind }) => kind.replaceAll('_', ' ') },
  {
    id: 'place',
    header: 'Where',
    width: 'minmax(12rem, 1fr)',
    cell: ({ place }) => (
      <CertText isCut isMono>
        {place}
      </CertText>
    ),
  },
  {
    id: 'detail',
    header: 'Why',
    width: 'minmax(14rem, 2fr)',
    cell: ({ detail }) => <CertText isCut>{detail}</CertText>,
  },
];

/** What a run could not read. */
export function Gaps({ discovery, run }: OfRunProps) {
  const load = useMemo(() => loadGaps(discovery), [discovery]);
  const fixed = useMemo(() => ({ run }), [run]);
  return (
    <DataList
      id={`discovery-gaps-${discovery}`}
      what="gaps"
      path={`/api/v1/discoveries/${discovery}/gaps`}
      filters={gapFilters}
      fixed={fixed}
      columns={gapColumns}
      load={load}
      keyOf={({ kind, place, detail }) => `${kind} ${place} ${detail}`}
      titleOf={({ place }) => place}
      empty={<EmptyState title="This run could read everything" />}
    />
  );
}

const gapFilters: readonly Filter[] = [{ kind: 'text', name: 'kind', label: 'What (code)', isPinned: true }];
