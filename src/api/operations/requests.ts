import type { CertificateRecord } from '../../domain/certificates/certificate';
import type { RequestFacts } from '../../domain/operations/checks';
import type { Operation } from '../../domain/operations/operation';
import { isFinal } from '../../domain/operations/transitions';
import { validationFailed } from '../../domain/problem';
import { deliverKey, makeKey, type DeliveredKey, type MadeKey } from '../../services/operations/made-keys';
import { readRequestText } from '../../services/operations/read-request';
import type { OperationRequest, OperationStart } from '../../services/operations/start';
import type { CertificateInventory } from '../../store/certificates/inventory';
import type { OperationStore } from '../../store/operations/operations';
import { idempotencyHeader, readIdempotencyKey } from '../http/idempotency-key';
import { defineRoute, type RequestContext, type Route } from '../http/route';
import { uuidPath, type z } from '../http/schemas';
import { issueBody, rekeyBody, renewBody, requestedView, revokeBody, toOperationView } from './schemas';

export interface OperationRequestDeps {
  readonly start: OperationStart['start'];
  readonly operations: Pick<OperationStore, 'find'>;
  readonly inventory: Pick<CertificateInventory, 'find'>;
  /** DER of a certificate and its issuers, as far as the inventory knows them. */
  readonly chainOf: (certificate: string) => Promise<readonly Uint8Array[]>;
  /** How long an answer with a key waits for the certificate. */
  readonly waitMs: () => Promise<number>;
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly steadyClock: () => number;
}

const tag = 'Operations';
const lookEveryMs = 150;
const accepted = {
  202: { description: 'Accepted; `Location` is the operation to follow', schema: requestedView, location: true },
} as const;
const followed =
  'Answered as soon as it is stored; follow it at `Location`. It may wait for approval, if the RA profile says so.';
const withKey =
  ' With `key` the answer waits for the certificate, for as long as the setting `syncTimeout` says and nobody has to approve, and has the private key.';

type Context = RequestContext<unknown, unknown, unknown>;

/** What people and programs ask of certificates: issue, renew, rekey, revoke. Each is an operation that they follow. */
export function createOperationRequestRoutes(deps: OperationRequestDeps): Route[] {
  async function submit(context: Context, wanted: OperationRequest, made: MadeKey | null) {
    const { caller, requestId, req, note, body } = context;
    const key = readIdempotencyKey(req);
    const operation = await deps.start(wanted, { requester: caller.actor, origin: 'request', key, body, requestId });
    note({
      objects: wanted.certificate === null ? [] : [{ uuid: wanted.certificate, name: operation.order.commonName }],
      affiliatedResource: { type: 'operations', uuid: operation.uuid },
      message: 'accepted',
    });
    const delivery = deliveryOf(body);
    // A repeat under the same key: the first answer had it.
    const isFirst = made !== null && made.request.spkiSha256 === operation.order.spkiSha256;
    const ended = isFirst ? await endOf(operation, context.signal) : operation;
    const privateKey = isFirst && delivery !== undefined ? await keyOf(made, ended, delivery) : null;
    const headers = { Location: `/api/v1/operations/${operation.uuid}` };
    return { status: 202, body: { ...toOperationView(ended), privateKey }, headers };
  }

  async function keyOf(made: MadeKey, { issuedCertificate }: Operation, delivery: Delivery): Promise<DeliveredKey> {
    return deliverKey(made, issuedCertificate === null ? [] : await deps.chainOf(issuedCertificate), delivery);
  }

  /** The operation at its end, or as it is when the time is up, or when people have to agree first: that takes longer. */
  async function endOf(operation: Operation, signal: AbortSignal): Promise<Operation> {
    const until = deps.steadyClock() + (await deps.waitMs());
    let seen = operation;
    const isOver = ({ state }: Operation) => isFinal(state) || state === 'pending_approval';
    while (!isOver(seen) && deps.steadyClock() < until && !signal.aborted) {
      await deps.wait(lookEveryMs, signal);
      seen = (await deps.operations.find(operation.uuid)) ?? seen;
    }
    return seen;
  }

  /** The request that was sent, or one for a key that is made now. */
  async function requestOf(body: RequestBody, before: CertificateRecord | null): Promise<Asked> {
    if ((body.csr === undefined) === (body.key === undefined)) {
      const detail = 'either csr or key is needed, and not both';
      throw validationFailed([{ pointer: '', code: 'wrong_value', detail }]);
    }
    if (body.key === undefined) return { request: readRequestText(body.csr ?? ''), made: null };
    const subject = body.subject.map(({ type, value }) => [type, value] as const);
    const names = body.names.length > 0 || before === null ? body.names : before.subjectAlternativeNames;
    const kept = (before?.subjectAttributes ?? []).map(({ name, value }) => [name, value] as const);
    const made = await makeKey(body.key.kind, { subject: subject.length > 0 ? subject : kept, names });
    return { request: made.request, made };
  }

  const common = { tag, budget: 'search', requestHeaders: idempotencyHeader, responses: accepted } as const;

  return [
    defineRoute({
      ...common,
      method: 'post',
      path: '/certificates/requests',
      operationId: 'requestCertificate',
      summary: 'Request a certificate',
      description: followed + withKey,
      permission: 'certificates:issue',
      body: issueBody,
      audit: { operation: 'certificates.issue', resource: 'certificates' },
      async handle(context) {
        const { body } = context;
        const { request, made } = await requestOf(body, null);
        const { raProfile, lifetimeSeconds } = body;
        return submit(context, { action: 'issue', certificate: null, raProfile, request, lifetimeSeconds }, made);
      },
    }),
    defineRoute({
      ...common,
      method: 'post',
      path: '/certificates/{uuid}/renew',
      operationId: 'renewCertificate',
      summary: 'Renew a certificate',
      description: `A new certificate for the same key. ${followed}`,
      permission: 'certificates:renew',
      params: uuidPath,
      body: renewBody,
      audit: { operation: 'certificates.renew', resource: 'certificates' },
      async handle(context) {
        const { params, body } = context;
        const { raProfile = null, lifetimeSeconds } = body;
        const request = body.csr === undefined ? null : readRequestText(body.csr);
        return submit(
          context,
          { action: 'renew', certificate: params.uuid, raProfile, request, lifetimeSeconds },
          null,
        );
      },
    }),
    defineRoute({
      ...common,
      method: 'post',
      path: '/certificates/{uuid}/rekey',
      operationId: 'rekeyCertificate',
      summary: 'Renew a certificate with another key',
      description: followed + withKey,
      permission: 'certificates:renew',
      params: uuidPath,
      body: rekeyBody,
      audit: { operation: 'certificates.rekey', resource: 'certificates' },
      async handle(context) {
        const { params, body } = context;
        const { raProfile = null, lifetimeSeconds } = body;
        const { request, made } = await requestOf(body, await deps.inventory.find(params.uuid));
        return submit(
          context,
          { action: 'rekey', certificate: params.uuid, raProfile, request, lifetimeSeconds },
          made,
        );
      },
    }),
    defineRoute({
      ...common,
      method: 'post',
      path: '/certificates/{uuid}/revoke',
      operationId: 'revokeCertificate',
      summary: 'Revoke a certificate at its authority',
      description: `For one that was revoked elsewhere, record it at \`/certificates/{uuid}/revoked\`. ${followed}`,
      permission: 'certificates:revoke',
      params: uuidPath,
      body: revokeBody,
      audit: { operation: 'certificates.request-revocation', resource: 'certificates' },
      async handle(context) {
        const { params, body } = context;
        const { raProfile = null, reason, comment } = body;
        const asked = {
          action: 'revoke',
          certificate: params.uuid,
          raProfile,
          request: null,
          reason,
          comment,
        } as const;
        return submit(context, asked, null);
      },
    }),
  ];
}

type RequestBody = Pick<z.output<typeof issueBody>, 'csr' | 'key' | 'subject' | 'names'>;
type Delivery = NonNullable<RequestBody['key']>;
type Asked = { readonly request: RequestFacts; readonly made: MadeKey | null };

function deliveryOf(body: unknown): Delivery | undefined {
  return (body as Partial<RequestBody>).key;
}
