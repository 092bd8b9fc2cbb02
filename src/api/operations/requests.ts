import type { AttributeDefinition } from '../../domain/attributes/attribute';
import { sealValues, type Seal } from '../../domain/attributes/sealed';
import type { Operation, OperationPlacement } from '../../domain/operations/operation';
import { nameOfOperation } from '../../domain/operations/operation';
import { isFinal } from '../../domain/operations/transitions';
import { validationFailed } from '../../domain/problem';
import { readAttributes } from '../../services/certificates/edit';
import { createForeignCheck } from '../../services/operations/foreign';
import { deliverKey, type DeliveredKey, type MadeKey } from '../../services/operations/made-keys';
import type { OperationRequest, OperationStart } from '../../services/operations/start';
import type { CertificateInventory } from '../../store/certificates/inventory';
import type { OperationStore } from '../../store/operations/operations';
import { idempotencyHeader, readIdempotencyKey } from '../http/idempotency-key';
import { defineRoute, type Caller, type RequestContext, type Route } from '../http/route';
import { uuidPath, type z } from '../http/schemas';
import { otherRequestTypes, rawRequestBodies, readAsked, readRenewal, type Asked, type KeyDelivery } from './asked';
import { refuseWithout } from './needed';
import {
  issueBody,
  rawRequestQuery,
  rekeyBody,
  renewBody,
  requestedView,
  revokeBody,
  toOperationView,
} from './schemas';

export interface OperationRequestDeps {
  readonly start: OperationStart['start'];
  readonly operations: Pick<OperationStore, 'find' | 'thatIssued'>;
  readonly inventory: Pick<CertificateInventory, 'find'>;
  readonly attributes: () => Promise<readonly AttributeDefinition[]>;
  readonly seal: Seal;
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
const foreign = 'For a certificate that Certloom has not issued, it needs the permission `certificates:issue`, too.';
const withKey =
  ' With `key` the answer waits for the certificate, for as long as the setting `syncTimeout` says and nobody has to approve, and has the private key. A request in PKCS#10 may be the whole body, with `raProfile` and `lifetimeSeconds` in the query.';

type Context = RequestContext<unknown, unknown, unknown>;

/** What people and programs ask of certificates: issue, renew, rekey, revoke. Each is an operation that they follow. */
export function createOperationRequestRoutes(deps: OperationRequestDeps): Route[] {
  async function submit(context: Context, wanted: OperationRequest, whole: unknown) {
    const { caller, requestId, req, note } = context;
    const key = readIdempotencyKey(req);
    const occasion = { requester: caller.actor, origin: 'request', key, body: whole, requestId } as const;
    const operation = await deps.start(wanted, occasion);
    note({
      objects: wanted.certificate === null ? [] : [{ uuid: wanted.certificate, name: nameOfOperation(operation) }],
      affiliatedResource: { type: 'operations', uuid: operation.uuid },
      message: 'accepted',
    });
    return operation;
  }

  const reply = (operation: Operation, privateKey: DeliveredKey | null = null) => ({
    status: 202,
    body: { ...toOperationView(operation), privateKey },
    headers: { Location: `/api/v1/operations/${operation.uuid}` },
  });

  /** Orders a certificate; a key that was made for it goes out with the answer. */
  async function order(
    context: Context,
    what: Pick<OperationRequest, 'action' | 'certificate' | 'placement'>,
    { raProfile, lifetimeSeconds, fields, request, made, delivery, whole }: Asked,
  ) {
    const privateKey = made?.privateKey ?? null;
    const wanted = { ...what, ...(fields === undefined ? {} : { fields }) };
    const operation = await submit(context, { ...wanted, raProfile, request, lifetimeSeconds, privateKey }, whole);
    // A repeat under the same key: the first answer had it.
    const isFirst = made !== null && made.request.spkiSha256 === operation.order.spkiSha256;
    if (!isFirst || delivery === null) return reply(operation);
    const ended = await endOf(operation, context.signal);
    return reply(ended, await keyOf(made, ended, delivery));
  }

  /** Null of an order that has failed: nothing belongs to the key. */
  async function keyOf({ privateKey }: MadeKey, operation: Operation, delivery: KeyDelivery) {
    const { state, issuedCertificate } = operation;
    if (isFinal(state) && issuedCertificate === null) return null;
    const chain = issuedCertificate === null ? [] : await deps.chainOf(issuedCertificate);
    return deliverKey({ privateKey, name: nameOfOperation(operation) }, chain, delivery);
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

  /** Where a first certificate is to belong; null: nobody has said. Groups and owners are set by who may change them. */
  async function placementOf(body: z.output<typeof issueBody> | undefined, caller: Caller) {
    const { groups = [], owner, customAttributes } = body ?? {};
    const given = customAttributes ?? [];
    if (groups.length === 0 && owner === undefined && given.length === 0) return null;
    if (groups.length > 0 || owner !== undefined) refuseWithout(caller, 'certificates:write');
    const values = given.length === 0 ? {} : readAttributes(given, await deps.attributes(), '/customAttributes');
    const placement: OperationPlacement = {
      groups: [...new Set(groups)].sort(),
      owner: owner === undefined ? caller.actor.uuid : owner,
      attributes: sealValues(values, deps.seal),
    };
    return placement;
  }

  const isForeign = createForeignCheck(deps);

  async function refuseForeign(certificate: string, caller: Caller): Promise<void> {
    if (caller.permissions.has('certificates:issue') || !(await isForeign(certificate))) return;
    refuseWithout(caller, 'certificates:issue');
  }

  const common = {
    method: 'post',
    tag,
    budget: 'search',
    requestHeaders: idempotencyHeader,
    responses: accepted,
  } as const;
  const raw = { query: rawRequestQuery, rawBodies: rawRequestBodies, otherRawTypes: otherRequestTypes } as const;
  const renewal = { ...common, permission: 'certificates:renew', params: uuidPath } as const;

  return [
    defineRoute({
      ...common,
      ...raw,
      path: '/certificates/requests',
      operationId: 'requestCertificate',
      summary: 'Request a certificate',
      description: `${followed}${withKey} \`groups\` and \`owner\` need the permission \`certificates:write\`.`,
      permission: 'certificates:issue',
      body: issueBody,
      audit: { operation: 'certificates.issue', resource: 'certificates' },
      async handle(context) {
        // A raw body leaves none.
        const body = context.body as z.output<typeof issueBody> | undefined;
        const placement = await placementOf(body, context.caller);
        const asked = await readAsked(body, context.query, context.req, null);
        if (asked.raProfile === null) {
          const detail = 'the RA profile that it is requested under is needed';
          throw validationFailed([{ pointer: '/query/raProfile', code: 'required', detail }]);
        }
        return order(context, { action: 'issue', certificate: null, placement }, asked);
      },
    }),
    defineRoute({
      ...renewal,
      path: '/certificates/{uuid}/renew',
      operationId: 'renewCertificate',
      summary: 'Renew a certificate',
      description: `A new certificate for the same key. ${foreign} ${followed}`,
      body: renewBody.prefault({}),
      audit: { operation: 'certificates.renew', resource: 'certificates' },
      async handle(context) {
        const { params, body, caller } = context;
        await refuseForeign(params.uuid, caller);
        return order(context, { action: 'renew', certificate: params.uuid }, readRenewal(body));
      },
    }),
    defineRoute({
      ...renewal,
      ...raw,
      path: '/certificates/{uuid}/rekey',
      operationId: 'rekeyCertificate',
      summary: 'Renew a certificate with another key',
      description: `${foreign} ${followed}${withKey}`,
      body: rekeyBody,
      audit: { operation: 'certificates.rekey', resource: 'certificates' },
      async handle(context) {
        const { params, body, query, req, caller } = context;
        await refuseForeign(params.uuid, caller);
        const asked = await readAsked(body, query, req, await deps.inventory.find(params.uuid));
        return order(context, { action: 'rekey', certificate: params.uuid }, asked);
      },
    }),
    defineRoute({
      ...common,
      path: '/certificates/{uuid}/revoke',
      operationId: 'revokeCertificate',
      summary: 'Revoke a certificate at its authority',
      description: `For one that was revoked elsewhere, record it at \`/certificates/{uuid}/revoked\`. ${followed}`,
      permission: 'certificates:revoke',
      params: uuidPath,
      body: revokeBody.prefault({}),
      audit: { operation: 'certificates.request-revocation', resource: 'certificates' },
      async handle(context) {
        const { params, body } = context;
        const { raProfile = null, reason, comment } = body;
        const what = { action: 'revoke', certificate: params.uuid, request: null } as const;
        return reply(await submit(context, { ...what, raProfile, reason, comment }, body));
      },
    }),
  ];
}
