import { mongo } from 'mongoose';
import type { OrderStep } from '../../domain/authorities/authority';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import { pendingCertificate } from '../../domain/certificates/pending';
import { canBePredecessor, type DetectedFacts } from '../../domain/certificates/relations';
import type { Operation, OperationPlacement } from '../../domain/operations/operation';
import { isCertloomError } from '../../domain/problem';
import type { CertificateDocument, CertificateStore } from '../../store/certificates/certificates';
import type { CertificateHistoryStore } from '../../store/certificates/history';
import type { CertificateInventory } from '../../store/certificates/inventory';
import type { RelationStore } from '../../store/certificates/relations';
import { storedFieldsOf } from '../../store/certificates/stored-fields';
import { uuidOf } from '../../store/database/derived-ids';
import type { DirectorySnapshot } from '../../store/identity/directory';
import { readCertificate, type ReadCertificate } from '../../x509/facts';
import type { ServiceLogger } from '../logger';
import { keyRow } from '../firings/inventory-row';
import { authorOf, issuedEntries } from './history';

export interface IssuedDeps {
  readonly certificates: Pick<CertificateStore, 'insert' | 'rememberKeys' | 'findByFingerprints'>;
  readonly inventory: Pick<CertificateInventory, 'find'>;
  readonly relations: Pick<RelationStore, 'add'>;
  readonly history: Pick<CertificateHistoryStore, 'add'>;
  readonly directory: () => Promise<Pick<DirectorySnapshot, 'groups' | 'users' | 'attributes'>>;
  /** Says that a certificate is for a key; false when the private key is not kept. */
  readonly holdKey: (spkiSha256: string, certificate: string) => Promise<boolean>;
  /** What the names of both make of the relation of a certificate and its successor; null when one of them is gone. */
  readonly judgeOrdered: (predecessor: string, successor: string) => Promise<Omit<DetectedFacts, 'lost'> | null>;
  /** Looks for certificates that these replace, or that replace them. */
  readonly detectReplacements: (stored: readonly CertificateDocument[]) => Promise<void>;
  /** Told which certificates gained a successor. */
  readonly onReplaced: (predecessors: readonly string[]) => Promise<void>;
  readonly logger: ServiceLogger;
  readonly now: () => Date;
}

/** The uuid in the inventory, or why what the authority sent is not what was ordered. */
export type StoredCertificate =
  { readonly uuid: string } | { readonly refused: { readonly code: string; readonly message: string } };

/**
 * Puts what an authority has issued into the inventory, as the successor of what it replaces. Made again after a crash it
 * comes to the same end: the certificate's uuid follows from the operation.
 */
export function createIssuedCertificates(deps: IssuedDeps) {
  async function insert(document: CertificateDocument): Promise<string> {
    const [[result]] = await Promise.all([
      deps.certificates.insert([document]),
      deps.certificates.rememberKeys([keyRow(document)]),
    ]);
    if (result !== 'duplicate') return document._id;
    // Somebody uploaded or discovered it before we were told.
    const known = await deps.certificates.findByFingerprints([document.fingerprint]);
    return known.get(document.fingerprint) ?? document._id;
  }

  /** Without what was deleted since it was asked for. */
  async function placementOf({ order: { placement } }: Operation): Promise<OperationPlacement | null> {
    if (placement === null) return null;
    const { groups, users, attributes } = await deps.directory();
    const { owner } = placement;
    return {
      groups: placement.groups.filter((uuid) => groups.has(uuid)),
      owner: owner !== null && users.has(owner) ? owner : null,
      attributes: Object.fromEntries(Object.entries(placement.attributes).filter(([uuid]) => attributes.has(uuid))),
    };
  }

  /** A fault in one of them keeps no certificate out. */
  async function storeIssuers(issuers: readonly Uint8Array[], at: Date): Promise<void> {
    for (const der of issuers) {
      try {
        const read = readCertificate(der);
        const uuid = uuidOf(`issuer:${read.facts.fingerprint}`);
        const entry = { uuid, owner: null, source: 'issue', uploadedBy: 'system', now: at } as const;
        await insert(documentOf(read, pendingCertificate(read.facts, entry), null));
      } catch (error) {
        if (!isCertloomError(error)) throw error;
        deps.logger.warn({ err: error }, 'an authority sent a CA certificate that cannot be read');
      }
    }
  }

  async function relate(operation: Operation, before: CertificateRecord, successor: string, at: Date) {
    if (before.uuid === successor || !canBePredecessor(before)) return;
    const judged = await deps.judgeOrdered(before.uuid, successor);
    if (judged === null) return;
    const { uuid, name } = operation.requester;
    try {
      await deps.relations.add({
        predecessor: before.uuid,
        successor,
        ...judged,
        origin: 'operation',
        createdAt: at,
        createdBy: uuid === null ? null : { uuid, name },
      });
    } catch (error) {
      // There already: of an earlier attempt, or because detection was faster.
      if (!isCertloomError(error) || error.code !== 'conflict') throw error;
    }
  }

  /** What nobody may lose a certificate for: the next scan looks again. */
  async function silence(operation: Operation, document: CertificateDocument): Promise<void> {
    try {
      await deps.detectReplacements([document]);
      if (operation.certificate !== null) await deps.onReplaced([operation.certificate]);
    } catch (error) {
      deps.logger.error(
        { err: error, operation: operation.uuid },
        'what a new certificate replaces is looked for later',
      );
    }
  }

  return async function store(
    operation: Operation,
    step: Extract<OrderStep, { kind: 'issued' }>,
  ): Promise<StoredCertificate> {
    const read = readOrNull(step.certificate);
    if (read === null) return refusedBecause('bad_certificate', 'The authority sent something that is no certificate.');
    if (read.facts.spkiSha256 !== operation.order.spkiSha256) {
      return refusedBecause('wrong_key', 'The authority sent a certificate for another key than the requested one.');
    }
    const at = deps.now();
    const before = operation.certificate === null ? null : await deps.inventory.find(operation.certificate);
    const placement = await placementOf(operation);
    const plain = successorOf(operation, before, { ...read, placement }, at);
    // Only these can be for a key that is kept.
    const mayKeep = operation.order.keepsKey || operation.action === 'renew';
    const hold = async (uuid: string) => mayKeep && (await deps.holdKey(read.facts.spkiSha256, uuid));
    const record = { ...plain, privateKey: await hold(plain.uuid) };
    const document = documentOf(read, record, operation.requester.uuid);
    const uuid = await insert(document);
    if (uuid !== record.uuid) await hold(uuid);
    await storeIssuers(step.issuers, at);
    if (before !== null) await relate(operation, before, uuid, at);
    await deps.history.add(issuedEntries(operation, uuid, before?.uuid ?? null, at));
    await silence(operation, { ...document, _id: uuid });
    return { uuid };
  };
}

export type IssuedCertificates = ReturnType<typeof createIssuedCertificates>;

/** It belongs where the one before belongs. */
function successorOf(
  operation: Operation,
  before: CertificateRecord | null,
  { facts, placement }: ReadCertificate & { readonly placement: OperationPlacement | null },
  now: Date,
): CertificateRecord {
  const { uuid: owner, name } = authorOf(operation.requester);
  const fresh = pendingCertificate(facts, {
    uuid: uuidOf(`operation:${operation.uuid}:certificate`),
    owner,
    source: 'issue',
    uploadedBy: name,
    now,
  });
  const { groups, owner: person, attributes } = before ?? placement ?? fresh;
  return { ...fresh, groups, owner: person, attributes, raProfile: operation.raProfile };
}

function documentOf(
  { der }: ReadCertificate,
  record: CertificateRecord,
  createdBy: string | null,
): CertificateDocument {
  const { uuid, ...facts } = record;
  return { _id: uuid, der: new mongo.Binary(der), createdBy, admission: null, ...storedFieldsOf(record), ...facts };
}

function readOrNull(der: Uint8Array): ReadCertificate | null {
  try {
    return readCertificate(der);
  } catch (error) {
    if (!isCertloomError(error)) throw error;
    return null;
  }
}

function refusedBecause(code: string, message: string): StoredCertificate {
  return { refused: { code, message } };
}
