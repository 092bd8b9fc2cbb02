import { generateKeyPairSync } from 'node:crypto';
import { inventoryInMemory, operationOf, operationsInMemory } from '../../../test/support/operations';
import { admin, at, certificateOf } from '../../../test/support/services';
import type { RaProfile } from '../../domain/authorities/ra-profile';
import type { CertificateHistoryEntry } from '../../domain/certificates/history';
import type { User } from '../../domain/identity/user';
import { systemActor } from '../../domain/identity/actor';
import { placesOfCsr } from '../../domain/operations/checks';
import type { Operation } from '../../domain/operations/operation';
import { createOperationStart, type OperationOccasion, type OperationRequest } from './start';

const raProfile = { uuid: 'ra', enabled: true, authorityInstanceUuid: 'ca' } as RaProfile;
const { csr, subjectDn, commonName, names, spkiSha256 } = operationOf('o').order;
const request = { csr: csr!, subjectDn, commonName, names, spkiSha256: spkiSha256!, wish: null, places: placesOfCsr };
const ada = { uuid: 'u-1', username: 'ada' } as User;
const renewal: OperationRequest = { action: 'renew', certificate: 'c-web', raProfile: 'ra', request };
const asked: OperationOccasion = { requester: { type: 'user', ...admin }, origin: 'request', requestId: 'r-1' };

function starting(rows: readonly Operation[] = [], startRun?: () => Promise<void>) {
  const memory = operationsInMemory(rows);
  const started: string[] = [];
  const entries: CertificateHistoryEntry[] = [];
  const keys: string[] = [];
  let ids = 0;
  const { start } = createOperationStart({
    operations: memory.operations,
    inventory: inventoryInMemory([certificateOf('web'), certificateOf('old', { state: 'revoked' })]).inventory,
    history: { add: async (added) => void entries.push(...added) },
    directory: async () => ({
      raProfiles: new Map([
        ['ra', raProfile],
        ['keeping', { ...raProfile, uuid: 'keeping', keepPrivateKeys: true }],
      ]),
      groups: new Map(),
      users: new Map([['u-1', ada]]),
    }),
    wishFaults: async (_profile, wanted) =>
      wanted?.commonName === 'bad' ? [{ pointer: '/csr', code: 'name_not_allowed', detail: 'not this one' }] : [],
    keepKey: async (key) => void keys.push(`kept ${key}`),
    forgetKey: async (key) => void keys.push(`forgot ${key}`),
    startRun: startRun ?? (async (_uuid, workflowId) => void started.push(workflowId)),
    workflowIdOf: (uuid, attempt) => `operation:${uuid}:${attempt}`,
    hashKey: Buffer.alloc(32),
    newId: () => `n-${(ids += 1)}`,
    now: () => at,
  });
  return { ...memory, start, started, entries, keys };
}

describe('starting an operation', () => {
  it('stores it, starts its run and promises it', async () => {
    const { start, started, entries, accepted } = starting();
    const operation = await start(renewal, { ...asked, cause: { firingId: 'f', depth: 1 } });
    expect(operation).toMatchObject({
      ...{ uuid: 'n-1', action: 'renew', certificate: 'c-web', raProfile: 'ra', authority: 'ca', state: 'requested' },
      ...{ origin: 'request', requester: admin, cause: { firingId: 'f', depth: 1 }, requestId: 'r-1' },
      order: { csr, names, subjectDn, spkiSha256, profile: null, reason: null },
    });
    expect([started, [...accepted]]).toEqual([['operation:n-1:n-2'], ['n-1']]);
    expect(entries.map(({ certificate, event }) => [certificate, event])).toEqual([['c-web', 'request']]);
  });

  it('of a first certificate needs none', async () => {
    const { start, entries } = starting();
    const first: OperationRequest = { action: 'issue', certificate: null, raProfile: 'ra', request };
    expect(await start(first, asked)).toMatchObject({ certificate: null, order: { names } });
    expect(entries).toEqual([]);
    const placement = { groups: ['g-gone'], owner: 'u-1', attributes: {} };
    await expect(start({ ...first, placement }, asked)).rejects.toMatchObject({
      more: { errors: [{ pointer: '/groups/0', code: 'target_missing' }] },
    });
    const kept = { ...placement, groups: [] };
    expect(await start({ ...first, placement: kept }, asked)).toMatchObject({ order: { placement: kept } });
  });

  it('keeps the key that was made for it where its RA profile says so, unless nothing is promised', async () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const first: OperationRequest = { action: 'issue', certificate: null, raProfile: 'keeping', request, privateKey };
    const { start, keys } = starting();
    expect(await start(first, asked)).toMatchObject({ order: { keepsKey: true } });
    expect(await start({ ...first, raProfile: 'ra' }, asked)).toMatchObject({ order: { keepsKey: false } });
    expect(await start({ ...first, privateKey: null }, asked)).toMatchObject({ order: { keepsKey: false } });
    expect(keys).toEqual(['kept key-web']);
    const away = starting([], () => Promise.reject(new Error('away')));
    await expect(away.start(first, asked)).rejects.toThrow();
    expect(away.keys).toEqual(['kept key-web', 'forgot key-web']);
  });

  it('renews with the request that the certificate came from', async () => {
    const first = operationOf('first', { state: 'issued', certificate: null, issuedCertificate: 'c-web' });
    const { start } = starting([first]);
    expect(await start({ ...renewal, request: null }, asked)).toMatchObject({ order: { csr, names } });
  });

  it('revokes without a request', async () => {
    const { start } = starting();
    const revoke: OperationRequest = {
      ...{ action: 'revoke', certificate: 'c-web', raProfile: 'ra', request: null, reason: 'superseded' },
    };
    expect(await start(revoke, asked)).toMatchObject({
      order: { csr: null, spkiSha256: null, subjectDn: 'CN=web', reason: 'superseded', comment: null },
    });
  });

  it('takes a key back that it kept for nothing, as another operation is under way', async () => {
    const { start, keys } = starting();
    await start(renewal, asked);
    const privateKey = generateKeyPairSync('ed25519').privateKey;
    const other = { ...request, spkiSha256: 'key-new' };
    const rekey = { ...renewal, action: 'rekey', raProfile: 'keeping', request: other, privateKey } as const;
    await expect(start(rekey, asked)).rejects.toMatchObject({ code: 'operation_under_way' });
    expect(keys).toEqual(['kept key-new', 'forgot key-new']);
  });

  it('is one for each certificate at a time, and one for each key', async () => {
    const { start, kept, started } = starting();
    const keyed = { ...asked, key: 'k', body: { a: 1 } };
    const first = await start(renewal, keyed);
    expect(await start(renewal, keyed)).toEqual(first);
    await expect(start(renewal, { ...keyed, body: { a: 2 } })).rejects.toMatchObject({ code: 'idempotency_mismatch' });
    await expect(start(renewal, asked)).rejects.toMatchObject({
      ...{ code: 'operation_under_way', more: { extra: { operationUuid: first.uuid } } },
    });
    const revoke = { ...renewal, action: 'revoke', request: null, reason: 'superseded' } as const;
    await start(revoke, asked);
    expect([kept.size, started.length]).toEqual([2, 2]);
  });

  it('promises nothing while the engine is away, and starts what an earlier request had stored', async () => {
    const away = starting([], () => Promise.reject(Object.assign(new Error('away'), { code: 14 })));
    await expect(away.start(renewal, asked)).rejects.toMatchObject({ code: 'engine_unavailable' });
    expect(away.kept.size).toBe(0);
    const { start, started, operations } = starting();
    const { uuid } = await start(renewal, { ...asked, key: 'k' });
    operations.isAccepted = async () => false;
    await start(renewal, { ...asked, key: 'k' });
    expect([started.length, started[1]]).toEqual([2, `operation:${uuid}:n-1`]);
  });

  it('of which nobody reads the answer fails as an operation', async () => {
    const { start, kept } = starting();
    const wanted = { ...renewal, raProfile: null, request: null };
    const failing = await start(wanted, { requester: systemActor, origin: 'renewal' });
    expect(failing).toMatchObject({
      ...{ state: 'requested', errorCode: 'required', authority: '', raProfile: '' },
      message: expect.stringMatching(/RA profile.*; .*certification request/),
    });
    expect(kept.size).toBe(1);
  });

  it.each<[string, OperationRequest, object]>([
    ['what is gone', { ...renewal, certificate: 'c-gone' }, { code: 'not_found' }],
    ['what is revoked', { ...renewal, certificate: 'c-old' }, { code: 'invalid_state' }],
    [
      'what is wrong, all of it',
      { ...renewal, raProfile: null, request: null },
      {
        code: 'validation_failed',
        more: {
          errors: [expect.objectContaining({ pointer: '/raProfile' }), expect.objectContaining({ pointer: '/csr' })],
        },
      },
    ],
    [
      'what its profile does not allow',
      { ...renewal, request: { ...request, commonName: 'bad' } },
      { code: 'validation_failed', more: { errors: [expect.objectContaining({ code: 'name_not_allowed' })] } },
    ],
  ])('refuses %s', async (_, wanted, problem) => {
    const { start, kept } = starting();
    await expect(start(wanted, asked)).rejects.toMatchObject(problem);
    expect(kept.size).toBe(0);
  });
});
