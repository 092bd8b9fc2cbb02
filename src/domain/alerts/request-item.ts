import type { Alert } from './alert';
import type { AlertKindCode } from './kind';
import { attributesIn, attributeTexts, metadataName, tokensOfPerson, toldTime } from './certificate-item';
import type { TokenValues } from './fill-tokens';
import type { AttributeValues } from '../attributes/attribute';
import { requestIdIn } from '../authorities/authority';
import type { User } from '../identity/user';
import { isOrder, nameOfOperation, type Operation } from '../operations/operation';

type Person = Pick<User, 'username' | 'displayName' | 'email'>;

export interface RequestFacts {
  readonly operation: Operation;
  readonly raProfileName: string | null;
  /** The directory's word on who asked. */
  readonly requester: Person | null;
  /** Of the certificate that is wanted: whoever the request names, else the owner of the one before, else who asked. */
  readonly owner: Person | null;
  /** What the request says of custom attributes, else those of the certificate before. */
  readonly attributes: AttributeValues;
  /** Why it was denied, in the words of those who did. */
  readonly comment: string | null;
  readonly links: { readonly approval: string | null; readonly download: string | null };
}

/** Whom a request waits for; null: for nobody. */
export function pendingSourceOf({ state, orderState }: Operation): 'authority' | 'approval' | null {
  if (state === 'pending_approval') return 'approval';
  return state === 'pending_issue' && orderState !== null ? 'authority' : null;
}

/** Whether an alert of the kind is about this request as it stands. Revocations are no requests for a certificate. */
export function isMeantRequest(
  kind: AlertKindCode,
  operation: Operation,
  { raProfileId, sources }: Pick<Alert, 'raProfileId' | 'sources'>,
): boolean {
  if (!isOrder(operation.action) || (raProfileId !== null && operation.raProfile !== raProfileId)) return false;
  if (kind === 'issued') return operation.state === 'issued' && operation.issuedCertificate !== null;
  if (kind === 'denied') return operation.state === 'rejected';
  const source = pendingSourceOf(operation);
  return source !== null && sources.includes(source);
}

/** What the tokens of an alert stand for, about a request. */
export function requestTokens(facts: RequestFacts): TokenValues {
  const { operation, raProfileName, requester, owner, attributes, comment, links } = facts;
  const { order, uuid, createdAt, orderState, authorityRequestId, requester: actor } = operation;
  const values: Readonly<Record<string, () => readonly (string | null | undefined)[]>> = {
    ...{ cn: () => [order.commonName ?? nameOfOperation(operation)], rcn: () => [order.commonName] },
    ...{ dn: () => [order.subjectDn], rdn: () => [order.subjectDn], san: () => order.names },
    ...{ template: () => [raProfileName], reqid: () => [uuid], subdate: () => [toldTime(createdAt)] },
    careqid: () => [authorityRequestId ?? requestIdIn(orderState)],
    ...{ requester: () => [requester?.username ?? actor.name], ...tokensOfPerson('requester', requester) },
    ...{ owner: () => [owner?.displayName], 'owner:mail': () => [owner?.email] },
    ...{ cmnt: () => [comment], apprlink: () => [links.approval], dnldlink: () => [links.download] },
  };
  return {
    of(name) {
      const attribute = metadataName(name);
      if (attribute !== undefined) return attributeTexts(attributes, attribute);
      return (values[name]?.() ?? []).flatMap((value) =>
        value === null || value === undefined || value === '' ? [] : value,
      );
    },
  };
}

/** What handlers and scripts see of a request: plain JSON. */
export function requestContext({
  operation,
  raProfileName,
  requester,
  owner,
  attributes,
  comment,
}: RequestFacts): Record<string, unknown> {
  const { uuid, action, state, order, createdAt, message, issuedCertificate } = operation;
  return {
    ...{ id: uuid, action, state, commonName: order.commonName, subjectDn: order.subjectDn, names: order.names },
    ...{ raProfile: raProfileName, certificateId: issuedCertificate, message, denialReason: comment },
    requester: requester === null ? operation.requester.name : { name: requester.displayName, mail: requester.email },
    owner: owner === null ? null : { name: owner.displayName, mail: owner.email },
    metadata: attributesIn(attributes),
    requestedAt: createdAt.toISOString(),
  };
}
