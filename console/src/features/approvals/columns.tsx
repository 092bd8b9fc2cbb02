import { Link } from '@tanstack/react-router';
import type { Column } from '../../shared/list/list-types';
import { CertText } from '../../shared/text/cert-text';
import { Time } from '../../shared/text/time';
import { Button } from '../../shared/ui/button';
import { Badge } from '../../shared/ui/states';
import type { Deciding } from './decide-dialog';
import type { Approval } from './queries';
import { askedText, objectText, standingText, toneOfApproval, whyNot } from './words';

export function approvalColumns(mayWrite: boolean, onDecide: (of: Deciding) => void): readonly Column<Approval>[] {
  return [
    {
      id: 'asked',
      header: 'What is asked',
      width: '14rem',
      cell: (approval) => (
        <Link to="/approvals/$uuid" params={{ uuid: approval.uuid }} className="block truncate">
          {askedText(approval)}
        </Link>
      ),
    },
    {
      id: 'object',
      header: 'Of',
      width: 'minmax(12rem, 2fr)',
      cell: (approval) => <CertText isCut>{objectText(approval)}</CertText>,
    },
    { id: 'creator', header: 'By', width: '9rem', cell: ({ creator }) => <CertText isCut>{creator.name}</CertText> },
    {
      id: 'createdAt',
      header: 'Since',
      sort: 'createdAt',
      width: '9rem',
      cell: ({ createdAt }) => <Time at={createdAt} />,
    },
    {
      id: 'expiryAt',
      header: 'Until, or closed',
      width: '9rem',
      cell: ({ status, expiryAt, closedAt }) => <Time at={status === 'pending' ? expiryAt : closedAt} />,
    },
    {
      id: 'status',
      header: 'State',
      width: '7rem',
      cell: ({ status }) => <Badge tone={toneOfApproval(status)}>{status}</Badge>,
    },
    {
      id: 'standing',
      header: 'Stands at',
      width: 'minmax(10rem, 1fr)',
      cell: (approval) => <span className="block truncate">{standingText(approval)}</span>,
    },
    {
      id: 'decide',
      header: 'Decide',
      width: '12rem',
      cell: (approval) => {
        if (approval.status !== 'pending') return null;
        const disabledReason = whyNot(approval, mayWrite);
        return (
          <span className="flex gap-1">
            <Button disabledReason={disabledReason} onPress={() => onDecide({ approval, decision: 'approve' })}>
              Approve
            </Button>
            <Button disabledReason={disabledReason} onPress={() => onDecide({ approval, decision: 'reject' })}>
              Reject
            </Button>
          </span>
        );
      },
    },
    {
      id: 'profile',
      header: 'By the rules of',
      isOptional: true,
      width: '11rem',
      cell: ({ approvalProfile }) => <CertText isCut>{approvalProfile.name}</CertText>,
    },
    {
      id: 'names',
      header: 'Names in it',
      isOptional: true,
      width: '14rem',
      cell: ({ objectNames }) => <CertText isCut>{objectNames.join(', ')}</CertText>,
    },
  ];
}
