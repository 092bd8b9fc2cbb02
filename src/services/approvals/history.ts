import type { Approval } from '../../domain/approvals/approval';
import type { CertificateHistoryEntry } from '../../domain/certificates/history';
import { systemActor } from '../../domain/identity/actor';
import { uuidOf } from '../../store/database/derived-ids';

const endings: Readonly<Record<NonNullable<Approval['closedBecause']>, (approval: Approval) => string>> = {
  decision: (approval) => `${approval.resourceAction} ${approval.status} by ${deciders(approval)}`,
  override: (approval) => `${approval.resourceAction} ${approval.status} by ${deciders(approval)}, past the steps`,
  withdrawal: ({ resourceAction, creator }) => `request to ${resourceAction} withdrawn by ${creator.name}`,
  expiry: ({ resourceAction }) => `request to ${resourceAction} expired`,
  subjectChanged: ({ resourceAction }) => `request to ${resourceAction} closed, because the certificate changed`,
};

/** What the history of a certificate says of an approval: that it was asked for, and how it ended, with who decided. */
export function approvalHistory(approval: Approval): CertificateHistoryEntry[] {
  const { uuid, profile, objectUuid, resourceAction, creator, createdAt, closedAt, closedBecause, decisions } =
    approval;
  const common = { certificate: objectUuid, status: 'success' } as const;
  const facts = { approvalUuid: uuid, action: resourceAction, approvalProfile: profile.name };
  const requested: CertificateHistoryEntry = {
    ...common,
    id: uuidOf(`approval-requested:${uuid}`),
    created: createdAt,
    createdBy: creator,
    event: 'approvalRequest',
    message: `approval to ${resourceAction} requested`,
    additionalInformation: { ...facts, profileVersion: profile.version },
  };
  if (closedAt === null || closedBecause === null) return [requested];
  const decided = closedBecause === 'decision' || closedBecause === 'override';
  const closer = closedBecause === 'withdrawal' ? creator : decided ? decisions.at(-1)?.user : undefined;
  const closed: CertificateHistoryEntry = {
    ...common,
    id: uuidOf(`approval-closed:${uuid}`),
    created: closedAt,
    createdBy: closer ?? { uuid: systemActor.uuid, name: systemActor.name },
    event: 'approvalClose',
    message: endings[closedBecause](approval),
    additionalInformation: {
      ...facts,
      status: approval.status,
      closedBecause,
      decisions: decisions.map(({ step, user, decision, override, byLink = false, comment, at }) => ({
        ...{ step, user: user.uuid, name: user.name, decision, override, byLink, comment, at: at.toISOString() },
      })),
    },
  };
  return [requested, closed];
}

function deciders({ decisions, status }: Approval): string {
  const counted = decisions.filter(({ decision }) => (status === 'approved') === (decision === 'approve'));
  return counted.map(({ user, byLink }) => (byLink === true ? `${user.name} (by a link)` : user.name)).join(', ');
}
