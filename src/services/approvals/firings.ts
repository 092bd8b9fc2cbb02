import { asRequested, openedAt, type Approval } from '../../domain/approvals/approval';
import { approverOf } from '../../domain/approvals/profile';
import type { PayloadFacts } from '../../domain/events/payloads';
import { recordedFiringSubject, type FiringSubject } from '../../domain/firings/subject';
import { systemActor, type Actor } from '../../domain/identity/actor';
import type { ApprovalStore } from '../../store/approvals/approvals';
import type { OpenedStep } from '../../temporal/messages/approvals';
import { defineSubjectSource, type SubjectSource } from '../firings/subject-sources';
import type { ObjectOccurrence } from '../firings/object-firings';

export interface ApprovalOccurrenceDeps {
  readonly approvals: Pick<ApprovalStore, 'find'>;
}

/** What the events of approvals happen to: `approval_requested` once for each step that opens, `approval_closed` once. */
export function createApprovalOccurrences({ approvals }: ApprovalOccurrenceDeps) {
  return {
    async requested({ approvalUuid, step }: OpenedStep): Promise<ObjectOccurrence | null> {
      const found = await approvals.find(approvalUuid);
      const at = found === null ? undefined : openedAt(found, step);
      if (found === null || at === undefined) return null;
      const approval = asRequested(found, step);
      return {
        key: `${approvalUuid}.${step}`,
        occurredAt: at,
        actor: actorOf(approval.creator),
        subject: subjectOf(approval),
        payload: { ...payloadOf(approval), ...recipientOf(approval) },
      };
    },

    async closed(approvalUuid: string): Promise<ObjectOccurrence | null> {
      const approval = await approvals.find(approvalUuid);
      if (approval === null || approval.closedAt === null) return null;
      return {
        key: approvalUuid,
        occurredAt: approval.closedAt,
        actor: closerOf(approval),
        subject: subjectOf(approval),
        payload: { ...payloadOf(approval), ...endOf(approval) },
      };
    },
  };
}

/** Approvals as they are now, for dry runs and replays. */
export function approvalSubjects(approvals: Pick<ApprovalStore, 'findMany'>): SubjectSource {
  return defineSubjectSource<ApprovalSubject>({
    resource: 'approvals',
    permission: 'approvals:all',
    async findMany(uuids) {
      const found = await approvals.findMany(uuids);
      return new Map(found.map((approval) => [approval.uuid, { ...subjectOf(approval), approval }]));
    },
    payload: ({ subject: { approval } }) => ({ ...payloadOf(approval), ...recipientOf(approval), ...endOf(approval) }),
  });
}

interface ApprovalSubject extends FiringSubject {
  readonly approval: Approval;
}

export type ApprovalOccurrences = ReturnType<typeof createApprovalOccurrences>;

function subjectOf(approval: Approval): FiringSubject {
  const { uuid, objectName, resource, resourceAction, status, createdAt, expiryAt, closedAt } = approval;
  return recordedFiringSubject({
    resource: 'approvals',
    uuid,
    name: objectName === null ? resourceAction : `${resourceAction} ${objectName}`,
    values: {
      APPROVAL_RESOURCE: resource,
      APPROVAL_ACTION: resourceAction,
      APPROVAL_STATUS: status,
      APPROVAL_CREATED_AT: createdAt,
      APPROVAL_EXPIRY_AT: expiryAt,
      APPROVAL_CLOSED_AT: closedAt,
    },
  });
}

function payloadOf(approval: Approval): PayloadFacts {
  const { uuid, profile, status, expiryAt, closedAt, resource, resourceAction, creator } = approval;
  const { objectUuid, objectName, objectNames } = approval;
  return {
    ...{ approvalUuid: uuid, approvalProfileUuid: profile.uuid, approvalProfileName: profile.name },
    ...{ version: profile.version, status, expiryAt, closedAt, resource, resourceAction, objectUuid },
    ...{ objectName, objectNames },
    ...{ creatorUuid: creator.uuid, creatorUsername: creator.name },
  };
}

/** Whom the step asks that is open, or was the last to be. */
function recipientOf({ steps, step }: Approval): PayloadFacts {
  const asked = steps[step - 1];
  if (asked === undefined) return {};
  const { type, uuid } = approverOf(asked);
  return { recipientType: type, recipientUuid: uuid };
}

/** Why it was closed, and by whom, where somebody did. */
function endOf(approval: Approval): PayloadFacts {
  const { closedBecause } = approval;
  const closer = closerOf(approval);
  return { closedBecause, closedBy: closer.type === 'user' ? closer.name : null };
}

/** Who caused the end: the last to decide, or who withdrew it; nobody when it expired. */
function closerOf({ closedBecause, creator, decisions }: Approval): Actor {
  if (closedBecause === 'withdrawal') return actorOf(creator);
  const last = closedBecause === 'decision' || closedBecause === 'override' ? decisions.at(-1)?.user : undefined;
  return last === undefined ? systemActor : actorOf(last);
}

function actorOf({ uuid, name }: Approval['creator']): Actor {
  return uuid === null ? systemActor : { type: 'user', uuid, name };
}
