import { Link } from '@tanstack/react-router';
import type { Column } from '../../shared/list/list-types';
import { CertText } from '../../shared/text/cert-text';
import { Time } from '../../shared/text/time';
import { Button } from '../../shared/ui/button';
import { Badge } from '../../shared/ui/states';
import type { ExpiringRow } from './queries';
import { leftText, recipientsText, toneOfExpiry } from './words';

export interface ExpiringActs {
  readonly mayWrite: boolean;
  readonly acknowledge: (row: ExpiringRow) => void;
  readonly withdraw: (row: ExpiringRow) => void;
}

const hidden = '(hidden)';

export function expiringColumns({ mayWrite, acknowledge, withdraw }: ExpiringActs): readonly Column<ExpiringRow>[] {
  return [
    {
      id: 'name',
      header: 'Name',
      width: 'minmax(10rem, 2fr)',
      cell: ({ certificate }) => (
        <Link
          to="/certificates/$uuid"
          params={{ uuid: certificate.uuid }}
          search={{ tab: 'expiry' }}
          className="block truncate"
        >
          <CertText isCut>{certificate.name}</CertText>
        </Link>
      ),
    },
    {
      id: 'left',
      header: 'Ends',
      width: '7rem',
      cell: ({ certificate }) => <span title={certificate.notAfter}>{leftText(certificate)}</span>,
    },
    {
      id: 'notAfter',
      header: 'Ends at',
      isOptional: true,
      width: '14rem',
      cell: ({ certificate }) => <Time at={certificate.notAfter} form="exact" />,
    },
    {
      id: 'state',
      header: 'State',
      width: '7.5rem',
      cell: ({ state }) => <Badge tone={toneOfExpiry(state)}>{state}</Badge>,
    },
    { id: 'owner', header: 'Owner', width: '7rem', cell: ({ owner }) => <Named of={owner} /> },
    {
      id: 'told',
      header: 'Told to',
      width: 'minmax(7rem, 1fr)',
      cell: ({ nextNotice, reachesNobody }) =>
        reachesNobody ? (
          <Badge tone="bad">nobody</Badge>
        ) : nextNotice === null ? (
          '–'
        ) : (
          <CertText isCut>{recipientsText(nextNotice.recipients)}</CertText>
        ),
    },
    {
      id: 'next',
      header: 'Told next',
      width: '7rem',
      cell: ({ nextNotice }) => <Time at={nextNotice?.at} />,
    },
    {
      id: 'acknowledged',
      header: 'Acknowledged',
      width: 'minmax(7rem, 1fr)',
      cell: ({ acknowledged }) =>
        acknowledged === null ? (
          '–'
        ) : (
          <CertText isCut>{[acknowledged.by.name, acknowledged.comment].filter(Boolean).join(': ')}</CertText>
        ),
    },
    {
      id: 'renewed',
      header: 'Renews itself',
      width: '7rem',
      cell: ({ willBeRenewedAt }) => <Time at={willBeRenewedAt} />,
    },
    {
      id: 'act',
      header: 'Do',
      width: '10rem',
      cell: (row) => {
        if (row.state === 'replaced') return null;
        const reason = mayWrite ? undefined : 'You need the permission expiring:write.';
        return row.acknowledged === null ? (
          <Button kind="quiet" disabledReason={reason} onPress={() => acknowledge(row)}>
            Acknowledge
          </Button>
        ) : (
          <Button kind="quiet" disabledReason={reason} onPress={() => withdraw(row)}>
            Take back
          </Button>
        );
      },
    },
    {
      id: 'groups',
      header: 'Groups',
      isOptional: true,
      width: '10rem',
      cell: ({ groups }) => <CertText isCut>{groups.map(({ name }) => name ?? hidden).join(', ')}</CertText>,
    },
    {
      id: 'raProfile',
      header: 'RA profile',
      isOptional: true,
      width: '10rem',
      cell: ({ raProfile }) => <Named of={raProfile} />,
    },
    {
      id: 'issuer',
      header: 'Issuer',
      isOptional: true,
      width: '14rem',
      cell: ({ certificate }) => <CertText isCut>{certificate.issuerDn}</CertText>,
    },
    {
      id: 'dueFrom',
      header: 'People are told from',
      isOptional: true,
      width: '9rem',
      cell: ({ dueFrom }) => <Time at={dueFrom} />,
    },
    {
      id: 'last',
      header: 'Last notice',
      isOptional: true,
      width: '10rem',
      cell: ({ lastNotice }) => <Time at={lastNotice?.at} />,
    },
    {
      id: 'by',
      header: 'Next notice by',
      isOptional: true,
      width: '10rem',
      cell: ({ nextNotice }) => <Named of={nextNotice?.profile ?? null} />,
    },
    {
      id: 'partly',
      header: 'Names without successor',
      isOptional: true,
      width: '14rem',
      cell: ({ remainingNames }) => <CertText isCut>{remainingNames.join(', ')}</CertText>,
    },
  ];
}

function Named({ of }: { readonly of: { readonly name: string | null } | null }) {
  return <CertText isCut>{of === null ? null : (of.name ?? hidden)}</CertText>;
}
