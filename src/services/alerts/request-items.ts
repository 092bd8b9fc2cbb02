import type { Alert } from '../../domain/alerts/alert';
import { certificateContext, certificateLogData, certificateTokens } from '../../domain/alerts/certificate-item';
import type { AlertKindCode } from '../../domain/alerts/kind';
import { noThreshold } from '../../domain/alerts/ledger';
import { isMeantRequest, requestContext, requestTokens, type RequestFacts } from '../../domain/alerts/request-item';
import type { Approval } from '../../domain/approvals/approval';
import { certificateSubject, recordSubject } from '../../domain/conditions/subject';
import { certificateFiringSubject } from '../../domain/firings/subject';
import { nameOfOperation, type Operation } from '../../domain/operations/operation';
import { requestedSubject } from '../../domain/operations/requested';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import type { PageTarget } from '../../domain/notifications/page-link';
import type { DirectorySnapshot } from '../../store/identity/directory';
import type { OperationStore } from '../../store/operations/operations';
import { certificateFactsOf } from './people';
import type { AlertItem, ItemPage, ItemSource } from './item';

export interface RequestItemDeps {
  readonly operations: Pick<OperationStore, 'find' | 'list'>;
  readonly approval: (uuid: string) => Promise<Approval | null>;
  readonly certificate: (uuid: string) => Promise<CertificateRecord | null>;
  readonly directory: () => Promise<DirectorySnapshot>;
  /** The signed page of something, for people without an API key. */
  readonly pageUrl: (target: PageTarget, from: Date) => string;
}

const pageSize = 200;
/** Pending requests may wait for months; of what has ended, only what is new is caught up with. */
const caughtUpMs = 30 * 86_400_000;

/** Requests that wait, were issued or were denied, the newest first. One item is one request. */
export function createRequestItems(
  kind: Extract<AlertKindCode, 'pending' | 'issued' | 'denied'>,
  deps: RequestItemDeps,
): ItemSource {
  async function itemsOf(alert: Alert, operations: readonly Operation[], at: Date): Promise<AlertItem[]> {
    const directory = await deps.directory();
    const meant = operations.filter((one) => isMeantRequest(kind, one, alert));
    return Promise.all(meant.map((one) => toItem(one, directory, at)));
  }

  async function toItem(operation: Operation, directory: DirectorySnapshot, at: Date): Promise<AlertItem> {
    const { uuid, issuedCertificate, certificate: replaced, requester } = operation;
    const approval = operation.approval === null ? null : await deps.approval(operation.approval);
    const record = issuedCertificate === null ? null : await deps.certificate(issuedCertificate);
    const before = replaced === null ? null : await deps.certificate(replaced);
    const wanted = requestedSubject(operation).record;
    const { owner, attributes } = operation.order.placement ?? before ?? wanted;
    const personOf = (user: string | null) => (user === null ? undefined : directory.users.get(user)) ?? null;
    const person = personOf(requester.uuid);
    const raProfileName = directory.raProfiles.get(operation.raProfile)?.name ?? null;
    const facts: RequestFacts = {
      ...{ operation, raProfileName, requester: person, owner: personOf(owner), attributes },
      comment: approval?.decisions.findLast(({ decision }) => decision === 'reject')?.comment ?? operation.message,
      links: {
        approval: approval === null ? null : deps.pageUrl({ kind: 'approval', id: approval.uuid }, at),
        download: record === null ? null : deps.pageUrl({ kind: 'certificate', id: record.uuid }, at),
      },
    };
    const ofRequest = requestTokens(facts);
    const known = record === null ? null : certificateFactsOf(record, directory);
    const certificateFacts =
      known === null
        ? null
        : { ...known, raProfileName, people: { ...known.people, requester: { name: requester.name, person } } };
    const subject = record === null ? requestedSubject(operation) : certificateFiringSubject(record);
    return {
      ...{ id: uuid, name: nameOfOperation(operation), reached: [noThreshold] },
      tokensAt: (threshold) => ({
        of(name) {
          if (certificateFacts === null) return ofRequest.of(name);
          const found = certificateTokens(certificateFacts, at, threshold).of(name);
          return found.length === 0 ? ofRequest.of(name) : found;
        },
      }),
      context: () => ({
        ...(certificateFacts === null ? {} : { certificate: certificateContext(certificateFacts) }),
        ...requestContext(facts),
      }),
      logData: {
        ...(record === null ? { subject: operation.order.subjectDn } : certificateLogData(record)),
        ...{ requestId: uuid, action: operation.action, state: operation.state },
      },
      look: () =>
        kind === 'pending'
          ? recordSubject({}, {}, [])
          : certificateSubject(subject.record, { raProfileName, groupNames: [], ownerName: null }),
      object: {
        uuid: approval !== null && kind === 'pending' ? approval.uuid : (record?.uuid ?? null),
        name: subject.name,
      },
      subject: kind === 'pending' ? null : subject,
    };
  }

  return {
    kind,

    async page(alert, at, cursor): Promise<ItemPage> {
      const after = cursor === null ? undefined : readCursor(cursor);
      const states = { pending: undefined, issued: 'issued', denied: 'rejected' } as const;
      const state = states[kind];
      const found = await deps.operations.list(state === undefined ? {} : { state }, after, pageSize);
      const since = new Date(Math.max(at.getTime() - caughtUpMs, alert.createdAt.getTime()));
      const isNew = ({ updatedAt }: Operation) => kind === 'pending' || updatedAt >= since;
      const last = found.length < pageSize ? undefined : found.at(-1);
      const isOver =
        last !== undefined && kind !== 'pending' && last.createdAt < new Date(at.getTime() - 2 * caughtUpMs);
      return {
        items: await itemsOf(alert, found.filter(isNew), at),
        evaluated: found.length,
        next: last === undefined || isOver ? null : `${last.createdAt.toISOString()} ${last.uuid}`,
      };
    },

    async find(alert, ids, at) {
      const found = await Promise.all(ids.map((id) => deps.operations.find(id)));
      return itemsOf(
        alert,
        found.flatMap((one) => one ?? []),
        at,
      );
    },
  };
}

function readCursor(cursor: string) {
  const [createdAt = '', uuid = ''] = cursor.split(' ');
  return { createdAt: new Date(createdAt), uuid };
}
