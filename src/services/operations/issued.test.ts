import { buildCertificate, createFixtureKey } from '../../../test/hostile/certificate-builder';
import { inventoryInMemory, operationOf, sha256 } from '../../../test/support/operations';
import { at, certificateOf } from '../../../test/support/services';
import type { AttributeDefinition } from '../../domain/attributes/attribute';
import type { CertificateHistoryEntry } from '../../domain/certificates/history';
import type { Group } from '../../domain/identity/group';
import type { User } from '../../domain/identity/user';
import type { OperationPlacement } from '../../domain/operations/operation';
import { CertloomError } from '../../domain/problem';
import type { CertificateDocument } from '../../store/certificates/certificates';
import { readCertificate } from '../../x509/facts';
import { createIssuedCertificates, type IssuedDeps } from './issued';

const key = createFixtureKey();
const der = buildCertificate({ key });
const fingerprint = sha256(der);
const order = { ...operationOf('o').order, spkiSha256: sha256(key.spki) };

function storing(change: Partial<IssuedDeps> = {}) {
  const documents = new Map<string, CertificateDocument>();
  const related: unknown[] = [];
  const told: unknown[] = [];
  const entries: CertificateHistoryEntry[] = [];
  const before = certificateOf('web', { groups: ['g-1'], owner: 'u-2', raProfile: 'old' });
  const store = createIssuedCertificates({
    certificates: {
      async insert(rows) {
        return rows.map((row) => {
          const known = [...documents.values()].find((one) => one.fingerprint === row.fingerprint);
          if (known === undefined) documents.set(row._id, row);
          return known === undefined ? 'inserted' : known._id === row._id ? 'own' : 'duplicate';
        });
      },
      rememberKeys: async () => undefined,
      findByFingerprints: async () => new Map([...documents.values()].map((one) => [one.fingerprint, one._id])),
    },
    inventory: inventoryInMemory([before]).inventory,
    relations: {
      async add(relation) {
        related.push(relation);
        return relation as never;
      },
    },
    history: { add: async (added) => void entries.push(...added) },
    directory: async () => ({
      groups: new Map([['g-2', { uuid: 'g-2' } as Group]]),
      users: new Map([['u-3', { uuid: 'u-3' } as User]]),
      attributes: new Map([['a-site', { uuid: 'a-site' } as AttributeDefinition]]),
    }),
    holdKey: async (key) => key === order.spkiSha256,
    judgeOrdered: async () => ({ type: 'partial', remaining: ['dNSName:b.example'], remainingCount: 1 }),
    detectReplacements: async (rows) => void told.push(rows.map(({ _id }) => _id)),
    onReplaced: async (predecessors) => void told.push(predecessors),
    logger: { info: () => undefined, warn: () => void told.push('warned'), error: () => void told.push('fault') },
    now: () => at,
    ...change,
  });
  return { store, documents, related, told, entries };
}

const step = (certificate: Uint8Array, issuers: readonly Uint8Array[] = []) =>
  ({ kind: 'issued', certificate, issuers }) as const;

describe('an issued certificate', () => {
  it('belongs where the one before belongs, and replaces it', async () => {
    const { store, documents, related, told, entries } = storing();
    const stored = await store(operationOf('o', { order }), step(der));
    if (!('uuid' in stored)) throw new Error('refused');
    expect(documents.get(stored.uuid)).toMatchObject({
      ...{ fingerprint, state: 'issued', source: 'issue', uploadedBy: 'ada', owner: 'u-2', groups: ['g-1'] },
      ...{ raProfile: 'ra', createdBy: 'u-admin', admission: null, validationStatus: 'not_checked', privateKey: true },
    });
    expect(related).toEqual([
      expect.objectContaining({
        ...{ predecessor: 'c-web', successor: stored.uuid, type: 'partial', origin: 'operation' },
        ...{ remaining: ['dNSName:b.example'], remainingCount: 1 },
        createdBy: { uuid: 'u-admin', name: 'ada' },
      }),
    ]);
    expect(told).toEqual([[stored.uuid], ['c-web']]);
    expect(entries.map(({ certificate, event }) => [certificate, event])).toEqual([
      [stored.uuid, 'issue'],
      ['c-web', 'renew'],
    ]);
    expect(await store(operationOf('o', { order }), step(der))).toEqual(stored);
    expect(documents.size).toBe(1);
  });

  it('belongs where the request says, apart from what was deleted since', async () => {
    const { store, documents } = storing();
    const values = { contentType: 'string', content: [{ data: 'zurich' }] } as const;
    const placement = {
      ...{ groups: ['g-2', 'g-gone'], owner: 'u-3', attributes: { 'a-site': values, 'a-gone': values } },
    } as unknown as OperationPlacement;
    const first = { action: 'issue', certificate: null } as const;
    await store(operationOf('o', { ...first, order: { ...order, placement } }), step(der));
    expect([...documents.values()]).toMatchObject([
      { groups: ['g-2'], owner: 'u-3', attributes: { 'a-site': values } },
    ]);
    const orphaned = { ...order, placement: { ...placement, owner: 'u-gone' } };
    const other = storing();
    await other.store(operationOf('o', { ...first, order: orphaned }), step(der));
    expect([...other.documents.values()]).toMatchObject([{ owner: null }]);
  });

  it('of a first one belongs to who asked for it', async () => {
    const { store, documents, related } = storing();
    const stored = await store(operationOf('o', { order, action: 'issue', certificate: null }), step(der));
    expect(documents.get('uuid' in stored ? stored.uuid : '')).toMatchObject({ owner: 'u-admin', groups: [] });
    expect(related).toEqual([]);
  });

  it('that is there already keeps its uuid', async () => {
    const { store, documents, related } = storing();
    const { facts } = readCertificate(der);
    documents.set('uploaded', { _id: 'uploaded', fingerprint: facts.fingerprint } as CertificateDocument);
    expect(await store(operationOf('o', { order }), step(der))).toEqual({ uuid: 'uploaded' });
    expect(related).toEqual([expect.objectContaining({ successor: 'uploaded' })]);
  });

  it('comes with its issuers; one that cannot be read keeps nothing out', async () => {
    const { store, documents, told } = storing();
    const ca = buildCertificate({ subject: 'an authority' });
    await store(operationOf('o', { order }), step(der, [Buffer.from('nothing'), ca]));
    expect([...documents.values()].map((one) => [one.fingerprint, one.owner])).toEqual([
      [fingerprint, 'u-2'],
      [sha256(ca), null],
    ]);
    expect(told).toContain('warned');
  });

  it.each([
    ['bad_certificate', Buffer.from('nothing')],
    ['wrong_key', buildCertificate({ key: createFixtureKey() })],
  ])('is refused: %s', async (code, certificate) => {
    const { store, documents } = storing();
    expect(await store(operationOf('o', { order }), step(certificate))).toMatchObject({ refused: { code } });
    expect(documents.size).toBe(0);
  });

  it('is not lost when its relation is there, or detection fails', async () => {
    const conflict = storing({ relations: { add: () => Promise.reject(new CertloomError('conflict', 'there')) } });
    expect(await conflict.store(operationOf('o', { order }), step(der))).toHaveProperty('uuid');
    const gone = storing({ judgeOrdered: async () => null });
    expect(await gone.store(operationOf('o', { order }), step(der))).toHaveProperty('uuid');
    expect(gone.related).toEqual([]);
    const away = storing({ relations: { add: () => Promise.reject(new Error('away')) } });
    await expect(away.store(operationOf('o', { order }), step(der))).rejects.toThrow('away');
    const failing = storing({ detectReplacements: () => Promise.reject(new Error('away')) });
    expect(await failing.store(operationOf('o', { order }), step(der))).toHaveProperty('uuid');
    expect(failing.told).toEqual(['fault']);
  });
});
