import { createHmac, type KeyObject } from 'node:crypto';
import type { RaProfile } from '../../domain/authorities/ra-profile';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import type { RevocationWish } from '../../domain/certificates/revocation-reasons';
import type { Cause } from '../../domain/firings/cause';
import type { Actor } from '../../domain/identity/actor';
import { operationFaults, placesOfCsr, refuseState, type RequestFacts } from '../../domain/operations/checks';
import type {
  EnrollmentFields,
  Operation,
  OperationAction,
  OperationOrigin,
  OperationPlacement,
} from '../../domain/operations/operation';
import { CertloomError, validationFailed, type Fault } from '../../domain/problem';
import type { CertificateHistoryStore } from '../../store/certificates/history';
import type { CertificateInventory } from '../../store/certificates/inventory';
import { uuidOf } from '../../store/database/derived-ids';
import type { DirectorySnapshot } from '../../store/identity/directory';
import type { OperationStore } from '../../store/operations/operations';
import { engineUnavailable, readEngineError } from '../../temporal/engine-errors';
import { referenceFaults } from '../certificates/edit';
import { requestedEntries } from './history';

/** What somebody wants of a certificate. */
export interface OperationRequest {
  readonly action: OperationAction;
  /** What is renewed, rekeyed or revoked; null for a first certificate. */
  readonly certificate: string | null;
  /** uuid; null: that of the certificate. */
  readonly raProfile: string | null;
  /** uuid; null or left out: that of the RA profile. */
  readonly authority?: string | null;
  /** Null: of a renewal the one that the certificate came from. */
  readonly request: RequestFacts | null;
  readonly profile?: string | null;
  readonly lifetimeSeconds?: number | null;
  /** Additional values, by name. */
  readonly fields?: EnrollmentFields;
  /** A key that was made for the request. */
  readonly privateKey?: KeyObject | null;
  /** Of a first certificate. */
  readonly placement?: OperationPlacement | null;
  /** Of a revocation. */
  readonly reason?: RevocationWish;
  readonly comment?: string | null;
}

/** On whose behalf, and by what. */
export interface OperationOccasion {
  readonly requester: Actor;
  readonly origin: OperationOrigin;
  /** The same key twice is one operation. */
  readonly key?: string | undefined;
  /** The request as it came, for the comparison of two under one key. */
  readonly body?: unknown;
  readonly requestId?: string | null;
  /** The firing that leads to it. */
  readonly cause?: Cause | null;
}

export interface StartDeps {
  readonly operations: Pick<OperationStore, 'add' | 'find' | 'accept' | 'isAccepted' | 'withdraw' | 'thatIssued'>;
  readonly inventory: Pick<CertificateInventory, 'find'>;
  readonly history: Pick<CertificateHistoryStore, 'add'>;
  readonly directory: () => Promise<Pick<DirectorySnapshot, 'raProfiles' | 'groups' | 'users'>>;
  /** What the certificate profile behind an RA profile does not allow. */
  readonly wishFaults: (
    raProfile: RaProfile | undefined,
    request: RequestFacts | null,
    lifetimeSeconds: number | null,
  ) => Promise<readonly Fault[]>;
  /** Keeps a private key that was made, and takes one back that nothing came of. */
  readonly keepKey: (spkiSha256: string, key: KeyObject) => Promise<void>;
  readonly forgetKey: (spkiSha256: string) => Promise<void>;
  /** Starts the run; one that runs or ran counts as started. */
  readonly startRun: (operationId: string, workflowId: string) => Promise<void>;
  readonly workflowIdOf: (operationId: string, request: string) => string;
  /** Keys the hash of bodies: they may hold passwords. */
  readonly hashKey: Buffer;
  readonly newId: () => string;
  readonly now: () => Date;
}

/** Begins operations on certificates, for people, programs, the clock and triggers alike. */
export function createOperationStart(deps: StartDeps) {
  const { operations } = deps;

  async function certificateOf({ action, certificate, reason }: OperationRequest): Promise<CertificateRecord | null> {
    if (certificate === null) return null;
    const record = await deps.inventory.find(certificate);
    if (record === null) throw new CertloomError('not_found', 'There is no such certificate.');
    refuseState(action, record, reason ?? null);
    return record;
  }

  async function requestOf({ action, certificate, request }: OperationRequest): Promise<RequestFacts | null> {
    if (request !== null || action !== 'renew' || certificate === null) return request;
    const order = (await operations.thatIssued(certificate))?.order;
    if (order === undefined || order.csr === null || order.spkiSha256 === null) return null;
    return { ...order, csr: order.csr, spkiSha256: order.spkiSha256, wish: null, places: placesOfCsr };
  }

  async function compose(wanted: OperationRequest, occasion: OperationOccasion): Promise<Operation> {
    const record = await certificateOf(wanted);
    const request = await requestOf(wanted);
    const { action } = wanted;
    const raProfileUuid = wanted.raProfile ?? record?.raProfile ?? null;
    const directory = await deps.directory();
    const raProfile = raProfileUuid === null ? undefined : directory.raProfiles.get(raProfileUuid);
    const { placement = null } = wanted;
    const faults = [
      ...operationFaults({ action, certificate: record, raProfileUuid, raProfile, request }),
      ...(placement === null ? [] : placementFaults(placement, directory)),
      ...(await deps.wishFaults(raProfile, request, wanted.lifetimeSeconds ?? null)),
    ];
    // Who is not there to read faults is told by the operation, which fails.
    if (faults.length > 0 && occasion.origin === 'request') throw validationFailed(faults);
    const [fault] = faults;
    const at = deps.now();
    const uuid = operationIdOf(occasion) ?? deps.newId();
    const named = request ?? record;
    return {
      ...{ uuid, action, certificate: record?.uuid ?? null, issuedCertificate: null },
      ...{ raProfile: raProfileUuid ?? '', authority: wanted.authority ?? raProfile?.authorityInstanceUuid ?? '' },
      ...{ origin: occasion.origin, requester: occasion.requester, state: 'requested' },
      order: {
        csr: request?.csr ?? null,
        subjectDn: named?.subjectDn ?? '',
        commonName: named?.commonName ?? null,
        names: request?.names ?? record?.subjectAlternativeNames ?? [],
        spkiSha256: request?.spkiSha256 ?? null,
        profile: wanted.profile ?? null,
        lifetimeSeconds: wanted.lifetimeSeconds ?? null,
        keepsKey: raProfile?.keepPrivateKeys === true && (wanted.privateKey ?? null) !== null,
        placement,
        reason: wanted.reason ?? null,
        comment: wanted.comment ?? null,
        ...(wanted.fields === undefined ? {} : { fields: wanted.fields }),
      },
      ...{ orderState: null, approval: null, cause: occasion.cause ?? null },
      ...{
        errorCode: fault?.code ?? null,
        message: fault === undefined ? null : faults.map(({ detail }) => detail).join('; '),
      },
      ...{ cancelRequested: false, createdAt: at, updatedAt: at, nextStepAt: null, finishedAt: null },
      ...{ requestId: occasion.requestId ?? null, bodyHash: bodyHashOf(occasion, deps.hashKey) },
      workflowId: deps.workflowIdOf(uuid, deps.newId()),
    };
  }

  async function run({ uuid, workflowId, order }: Operation): Promise<void> {
    try {
      await deps.startRun(uuid, workflowId);
    } catch (error) {
      await operations.withdraw(uuid);
      if (order.keepsKey && order.spkiSha256 !== null) await deps.forgetKey(order.spkiSha256);
      const meant = readEngineError(error);
      throw typeof meant === 'string' ? engineUnavailable() : meant;
    }
    await operations.accept(uuid);
  }

  async function known(operation: Operation, occasion: OperationOccasion): Promise<Operation> {
    if (operation.bodyHash !== bodyHashOf(occasion, deps.hashKey)) {
      throw new CertloomError(
        'idempotency_mismatch',
        'This Idempotency-Key was used with another request; use a new key for a new request.',
      );
    }
    if (!(await operations.isAccepted(operation.uuid))) await run(operation);
    return (await operations.find(operation.uuid)) ?? operation;
  }

  return {
    /** Throws what `start` would throw of the request itself; nothing is stored. */
    async check(wanted: OperationRequest, occasion: OperationOccasion): Promise<void> {
      await compose(wanted, occasion);
    },

    /**
     * Stores an operation and starts its run; the same key is one operation. Throws `not_found`, `invalid_state`,
     * `validation_failed` with every fault, `operation_under_way` with `operationUuid` while another one of the certificate
     * is open, `idempotency_mismatch`, and `engine_unavailable` when nothing is promised.
     */
    async start(wanted: OperationRequest, occasion: OperationOccasion): Promise<Operation> {
      // A repeat is answered as it was, whatever has become of the certificate since.
      const id = operationIdOf(occasion);
      const earlier = id === undefined ? null : await operations.find(id);
      if (earlier !== null) return known(earlier, occasion);
      const operation = await compose(wanted, occasion);
      const { keepsKey, spkiSha256 } = operation.order;
      const { privateKey = null } = wanted;
      const kept = keepsKey && privateKey !== null ? spkiSha256 : null;
      // Before the operation: who dies in between leaves a key too many, and never a certificate whose key nobody has.
      if (kept !== null && privateKey !== null) await deps.keepKey(kept, privateKey);
      const added = await operations.add(operation);
      if (added.kind !== 'added' && kept !== null) await deps.forgetKey(kept);
      if (added.kind === 'known') return known(added.operation, occasion);
      if (added.kind === 'excluded') throw underWay(added.by);
      await deps.history.add(requestedEntries(operation));
      await run(operation);
      return (await operations.find(operation.uuid)) ?? operation;
    },
  };
}

export type OperationStart = ReturnType<typeof createOperationStart>;

function placementFaults(
  { groups, owner }: OperationPlacement,
  directory: Pick<DirectorySnapshot, 'raProfiles' | 'groups' | 'users'>,
): Fault[] {
  return referenceFaults({ groups, owner }, directory, { groups: '/groups', others: '' });
}

function underWay(by: string | null): CertloomError {
  const extra = by === null ? {} : { operationUuid: by };
  return new CertloomError('operation_under_way', 'Another operation on this certificate is under way.', { extra });
}

/** The operation of a key, known before it begins; undefined without a key. */
export function operationIdOf({ key, requester }: Pick<OperationOccasion, 'key' | 'requester'>): string | undefined {
  return key === undefined ? undefined : uuidOf(`operation:${requester.uuid ?? requester.name}:${key}`);
}

function bodyHashOf({ key, body }: OperationOccasion, hashKey: Buffer): string | null {
  if (key === undefined) return null;
  return createHmac('sha256', hashKey)
    .update(JSON.stringify(body ?? null))
    .digest('base64url');
}
