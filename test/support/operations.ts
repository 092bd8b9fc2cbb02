import { createHash } from 'node:crypto';
import type { Authority, OrderStep } from '../../src/domain/authorities/authority';
import type { CertificateRecord } from '../../src/domain/certificates/certificate';
import { exclusionKeyOf, type Operation } from '../../src/domain/operations/operation';
import { isFinal, statesBefore } from '../../src/domain/operations/transitions';
import type { AddedOperation, OperationChange } from '../../src/store/operations/operations';
import { admin, at } from './services';

/** Operations, rows and authorities in memory. */

export function operationOf(uuid: string, change: Partial<Operation> = {}): Operation {
  return {
    ...{ uuid, action: 'renew', certificate: 'c-web', issuedCertificate: null, raProfile: 'ra', authority: 'ca' },
    ...{ origin: 'request', requester: { type: 'user', ...admin }, state: 'requested', orderState: null },
    order: {
      ...{ csr: 'MA==', subjectDn: 'CN=web', commonName: 'web', names: ['dNSName:web.example'], spkiSha256: 'key-web' },
      ...{ profile: null, lifetimeSeconds: null, keepsKey: false, placement: null, reason: null, comment: null },
    },
    ...{ message: null, errorCode: null, approval: null, cause: null, cancelRequested: false },
    ...{ createdAt: at, updatedAt: at, nextStepAt: null, finishedAt: null, requestId: null, bodyHash: null },
    workflowId: `operation:${uuid}:r`,
    ...change,
  };
}

export const revocationOf = (uuid: string, change: Partial<Operation> = {}): Operation => {
  const operation = operationOf(uuid, { action: 'revoke', ...change });
  const order = { ...operation.order, csr: null, spkiSha256: null, reason: 'superseded', comment: 'moved' } as const;
  return { ...operation, order };
};

/** The store of operations, as far as services go. */
export function operationsInMemory(rows: readonly Operation[] = []) {
  const kept = new Map(rows.map((row) => [row.uuid, row]));
  const accepted = new Set<string>();
  const update = (uuid: string, change: Partial<Operation>) => {
    const row = kept.get(uuid);
    if (row !== undefined) kept.set(uuid, { ...row, ...change });
    return kept.get(uuid) ?? null;
  };
  const openOne = (uuid: string) => {
    const row = kept.get(uuid);
    return row !== undefined && !isFinal(row.state);
  };
  const operations = {
    async add(operation: Operation): Promise<AddedOperation> {
      const known = kept.get(operation.uuid);
      if (known !== undefined) return { kind: 'known', operation: known };
      const key = exclusionKeyOf(operation);
      const holder = [...kept.values()].find(
        (row) => key !== null && !isFinal(row.state) && exclusionKeyOf(row) === key,
      );
      if (holder !== undefined) return { kind: 'excluded', by: holder.uuid };
      kept.set(operation.uuid, operation);
      return { kind: 'added' };
    },
    find: async (uuid: string) => kept.get(uuid) ?? null,
    accept: async (uuid: string) => void accepted.add(uuid),
    isAccepted: async (uuid: string) => accepted.has(uuid),
    withdraw: async (uuid: string) => void (accepted.has(uuid) || kept.delete(uuid)),
    async move(uuid: string, to: Operation['state'], change: OperationChange, now: Date) {
      if (!statesBefore(to).includes(kept.get(uuid)?.state ?? 'issued')) return null;
      const end = isFinal(to) ? { finishedAt: now, nextStepAt: null, orderState: null } : {};
      return update(uuid, { ...change, ...end, state: to, updatedAt: now });
    },
    async saveOrderState(uuid: string, orderState: NonNullable<Operation['orderState']>) {
      if (!openOne(uuid)) return false;
      update(uuid, { orderState });
      return true;
    },
    note: async (uuid: string, change: OperationChange) => void update(uuid, change),
    thatIssued: async (certificate: string) =>
      [...kept.values()].find(({ issuedCertificate }) => issuedCertificate === certificate) ?? null,
  };
  return { operations, kept, accepted, update };
}

/** An authority that answers what it is told to, one step after the other. */
export function authorityOf(steps: readonly (OrderStep | Error)[] = [], more: Partial<Authority> = {}) {
  const asked: string[] = [];
  const waiting = [...steps];
  const authority: Authority = {
    async advance({ key, replaces }, state) {
      asked.push(`${key} ${JSON.stringify(state)} ${replaces === null ? 'new' : 'replacing'}`);
      const step = waiting.shift();
      if (step === undefined) throw new Error('asked once too often');
      if (step instanceof Error) throw step;
      return step;
    },
    async revoke({ key, reason }) {
      asked.push(`${key} ${reason}`);
      return { kind: 'revoked', revokedAt: at };
    },
    status: async () => 'unknown',
    issuers: async () => [],
    crl: async () => null,
    renewalWindow: async () => null,
    issued: async function* () {},
    probe: async () => undefined,
    ...more,
  };
  return { authority, asked };
}

/** Certificates as the inventory has them. */
export function inventoryInMemory(records: readonly CertificateRecord[] = []) {
  const kept = new Map(records.map((record) => [record.uuid, record]));
  const put = (record: CertificateRecord) => {
    kept.set(record.uuid, { ...record, revision: record.revision + 1 });
    return kept.get(record.uuid)!;
  };
  const inventory = {
    find: async (uuid: string) => kept.get(uuid) ?? null,
    content: async (uuid: string) => (kept.has(uuid) ? Buffer.from(uuid) : null),
    async changeState(seen: Pick<CertificateRecord, 'uuid' | 'state'>, state: CertificateRecord['state']) {
      const record = kept.get(seen.uuid);
      return record?.state === seen.state ? put({ ...record, state }) : null;
    },
    async release(seen: Pick<CertificateRecord, 'uuid' | 'revision'>, now: Date) {
      const record = kept.get(seen.uuid);
      if (record?.revision !== seen.revision) return null;
      const { revocation: _revocation, ...rest } = record;
      return put({ ...rest, state: 'issued', holdReleasedAt: now });
    },
    async revoke(
      seen: Pick<CertificateRecord, 'uuid' | 'state' | 'revision'>,
      revocation: NonNullable<CertificateRecord['revocation']>,
    ) {
      const record = kept.get(seen.uuid);
      return record?.revision === seen.revision ? put({ ...record, state: 'revoked', revocation }) : null;
    },
  };
  return { inventory, kept, put };
}

export const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
