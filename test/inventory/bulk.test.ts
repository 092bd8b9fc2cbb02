/** Bulk changes over HTTP on the real engines: preview, progress, rows, history, audit, keys, cancelling, kills. */
import { randomUUID } from 'node:crypto';
import { bulkChangesOf } from '../../src/process/parts/certificate-bulk';
import { createPatternEngine } from '../../src/services/firings/pattern-engine';
import type { PartContext } from '../../src/process/parts/part';
import { createScene, eventually, property } from '../acceptance/scene';
import { productOfFile } from '../support/product';
import { certificateDocument } from './certificate-fixture';

/* eslint-disable @typescript-eslint/no-explicit-any -- replies are JSON of any shape */

const product = productOfFile();
const scene = createScene(product);

/** Rows of the inventory under a common name of their own. */
async function stored(count: number, prefix: string, change: object = {}): Promise<string[]> {
  const documents = Array.from({ length: count }, (_, index) =>
    certificateDocument({
      commonName: `${prefix}-${index}.example.org`,
      createdAt: new Date(Date.UTC(2024, 0, 1) + index),
      ...change,
    }),
  );
  await product().foundation.stores.certificates.insert(documents);
  return documents.map(({ _id }) => _id);
}

const named = (prefix: string) => property('COMMON_NAME', 'STARTS_WITH', prefix);
const post = (body: object, key?: string) => product().call('post', '/certificates/bulk', key).send(body);

async function ended(bulkId: string): Promise<any> {
  return eventually('the end of a bulk change', async () => {
    const bulk = await scene.read(`/certificates/bulk/${bulkId}`);
    return !['accepted', 'running'].includes(bulk.status as string) && bulk;
  });
}

async function carriedOut(body: object): Promise<any> {
  const { body: accepted } = await post(body).expect(202);
  return ended(accepted.bulkId as string);
}

describe('a bulk change', () => {
  it('is previewed without changing anything', async () => {
    const [first] = await stored(25, 'preview');
    const group = await scene.group();
    const changes = { groups: { add: [group.uuid] } };
    const { body } = await post({ filter: named('preview'), changes, dryRun: true }).expect(200);
    expect(body.total).toEqual({ value: 25, relation: 'exact' });
    expect(body.items).toHaveLength(20);
    expect(body.items[0]).toMatchObject({ certificate: first, outcome: 'changed', changes: ['groups'], code: null });
    expect((await scene.read(`/certificates/${first}`)).revision).toBe(1);
  });

  it('changes what a filter finds, even what the change takes out of the filter, with history and audit', async () => {
    const uuids = await stored(230, 'sorted', { archived: false });
    const group = await scene.group();
    const owner = await scene.person([]);
    const filter = { all: [named('sorted'), property('ARCHIVED', 'EQUALS', false)] };
    const changes = { groups: { add: [group.uuid] }, owner: owner.uuid, archived: true };
    const bulk = await carriedOut({ filter, changes });
    expect(bulk).toMatchObject({ status: 'finished', counts: { changed: 230, deleted: 0, unchanged: 0, failed: 0 } });
    const one = await scene.read(`/certificates/${uuids[117]}`);
    expect(one).toMatchObject({ groups: [group.uuid], owner: owner.uuid, archived: true, revision: 2 });
    const { items } = await scene.read(`/certificates/${uuids[117]}/history`);
    expect(items.map(({ event }: any) => event).sort()).toEqual(['archive', 'updateGroups', 'updateOwner']);
    const audit = await scene.read(`/audit-log?objectUuid=${uuids[117]}`);
    expect(audit.items).toMatchObject([
      { operation: 'certificates.update', operationResult: 'success', phase: 'outcome' },
    ]);
    expect(audit.items[0].affiliatedResource).toEqual({ type: 'bulkChanges', uuid: bulk.bulkId });
    const rows = await scene.read(`/certificates/bulk/${bulk.bulkId}/rows?outcome=changed&limit=200&count=true`);
    expect([rows.items.length, rows.total.value]).toEqual([200, 230]);
    const again = await carriedOut({ filter: named('sorted'), changes });
    expect(again.counts).toEqual({ changed: 0, deleted: 0, requested: 0, unchanged: 230, failed: 0 });
  });

  it('of a list says of each why it failed, and deletes the others with their history', async () => {
    const uuids = await stored(2, 'gone');
    const unknown = randomUUID();
    const bulk = await carriedOut({ uuids: [...uuids, unknown, uuids[0]], changes: { delete: true } });
    expect(bulk.counts).toEqual({ changed: 0, deleted: 2, requested: 0, unchanged: 0, failed: 1 });
    const { items } = await scene.read(`/certificates/bulk/${bulk.bulkId}/rows?outcome=failed`);
    expect(items).toMatchObject([{ certificate: unknown, code: 'not_found', name: null }]);
    await product().call('get', `/certificates/${uuids[0]}`).expect(404);
    const history = await scene.read(`/certificates/${uuids[0]}/history`);
    expect(history.items).toMatchObject([{ event: 'delete' }]);
  });

  it('shows and keeps no value of an attribute', async () => {
    const [uuid] = await stored(1, 'secret');
    const attribute = await scene.attribute({ contentType: 'secret' });
    const customAttributes = [{ name: attribute.name, content: [{ data: 'open sesame' }] }];
    const { body } = await post({ uuids: [uuid], changes: { customAttributes } }).expect(202);
    expect(body.changes).toEqual({ customAttributes: [attribute.name] });
    await ended(body.bulkId as string);
    for (const collection of ['bulk_changes', 'bulk_change_rows', 'certificate_history', 'audit_log']) {
      const rows = await product().foundation.db.collection(collection).find().toArray();
      expect(JSON.stringify(rows)).not.toContain('open sesame');
    }
    expect(await scene.valuesOf(uuid!, attribute)).toEqual(['***']);
  });

  it('under one key is one change', async () => {
    const uuids = await stored(1, 'once');
    const send = (archived: boolean) => post({ uuids, changes: { archived } }).set('Idempotency-Key', 'once-and-only');
    const { body: first } = await send(true).expect(202);
    expect((await send(true).expect(202)).body.bulkId).toBe(first.bulkId);
    expect((await send(false)).body.code).toBe('idempotency_mismatch');
  });

  it.each([
    { name: 'no selection', body: { changes: { archived: true } }, pointer: '' },
    {
      name: 'two selections',
      body: { filter: named('x'), uuids: [randomUUID()], changes: { archived: true } },
      pointer: '',
    },
    { name: 'no change', body: { uuids: [randomUUID()], changes: {} }, pointer: '/changes' },
    {
      name: 'an unknown owner',
      body: { uuids: [randomUUID()], changes: { owner: randomUUID() } },
      pointer: '/changes/owner',
    },
    {
      name: 'a broken filter',
      body: { filter: property('X', 'EQUALS', 1), changes: { archived: true } },
      pointer: '/filter/field',
    },
  ])('with $name is refused', async ({ body, pointer }) => {
    const answer = await post(body).expect(422);
    expect(answer.body.errors[0].pointer).toBe(pointer);
  });

  it('asks for the permissions of the single change and of the search', async () => {
    const body = { uuids: [randomUUID()], changes: { archived: true }, dryRun: true };
    const reader = await scene.person(['certificates:read']);
    const writer = await scene.person(['certificates:write']);
    expect((await post(body, reader.key).expect(403)).body.missing).toEqual(['certificates:write']);
    await post(body, writer.key).expect(403);
    const both = await scene.person(['certificates:read', 'certificates:write']);
    await post(body, both.key).expect(200);
    const renew = { ...body, changes: { renew: true } };
    expect((await post(renew, both.key).expect(403)).body.missing).toEqual(['certificates:renew']);
    const renewer = await scene.person(['certificates:read', 'certificates:renew']);
    await post(renew, renewer.key).expect(200);
    const revoke = { ...body, changes: { revoke: {} } };
    expect((await post(revoke, renewer.key).expect(403)).body.missing).toEqual(['certificates:revoke']);
  });

  it('that has ended cannot be cancelled, and one that is cancelled stops', async () => {
    const uuids = await stored(1, 'cancelled');
    const bulk = await carriedOut({ uuids, changes: { archived: true } });
    const cancel = await product().call('post', `/certificates/bulk/${bulk.bulkId}/cancel`).expect(409);
    expect(cancel.body.code).toBe('invalid_state');

    const { stores } = product().foundation;
    await stored(300, 'stopped');
    const { body } = await post({ filter: named('stopped'), changes: { archived: true } }).expect(202);
    await stores.bulkChanges.requestCancel(body.bulkId as string);
    const { status, counts } = await ended(body.bulkId as string);
    expect(['cancelled', 'finished']).toContain(status);
    if (status === 'cancelled') expect(counts.changed % 100).toBe(0);
  });

  it('whose worker dies between two writes changes each certificate once', async () => {
    const { foundation } = product();
    const { stores } = foundation;
    const uuids = await stored(150, 'killed');
    const author = { uuid: randomUUID(), name: 'alice' };
    const bulkId = randomUUID();
    await stores.bulkChanges.insert({
      ...{ bulkId, status: 'running', filter: named('killed'), uuids: null, changes: { archived: true } },
      ...{ total: { value: 150, relation: 'exact' }, createdAt: new Date(), startedAt: null, finishedAt: null },
      ...{
        createdBy: author,
        requestId: 'killed',
        bodyHash: null,
        cancelRequested: false,
        message: null,
        workflowId: 'w',
      },
    });
    /** Services of a process that fails for good at its n-th write to one of the stores. */
    function dying(part: 'certificateHistory' | 'audit' | 'bulkRows' | 'inventory', method: string, after: number) {
      let calls = 0;
      const target = stores[part] as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
      const cut = {
        ...target,
        [method]: (...args: unknown[]) =>
          (calls += 1) > after ? Promise.reject(new Error('killed')) : target[method]!(...args),
      };
      return activitiesOver({ ...stores, [part]: cut, directory: { ...stores.directory, permissionsOf } });
    }
    const permissionsOf = async () => new Set(['certificates:write']);
    function activitiesOver(these: object) {
      const expiration = { losing: (_certificate: unknown, lose: () => unknown) => lose() };
      const context = { foundation: { ...foundation, stores: these }, patterns: createPatternEngine(), expiration };
      return bulkChangesOf(context as unknown as PartContext).run();
    }
    const state = { bulkId, listed: 0, behind: null };
    const work = { signal: new AbortController().signal, heartbeat: () => undefined };
    for (const [part, method, after] of [
      ['inventory', 'change', 37],
      ['certificateHistory', 'add', 0],
      ['audit', 'append', 0],
      ['bulkRows', 'settle', 1],
      ['inventory', 'unmark', 0],
    ] as const) {
      await expect(dying(part, method, after).stretch(state, work)).rejects.toThrow('killed');
    }
    const run = activitiesOver({ ...stores, directory: { ...stores.directory, permissionsOf } });
    expect((await run.stretch(state, work)).end?.status).toBe('finished');
    expect(await run.end(bulkId, 'finished', null)).toMatchObject({ changed: 150, failed: 0, unchanged: 0 });

    const db = foundation.db;
    const certificates = await db
      .collection('certificates')
      .find({ _id: { $in: uuids as never[] } })
      .toArray();
    expect(
      new Set(certificates.map(({ revision, archived, marks }) => `${revision} ${archived} ${(marks ?? []).length}`)),
    ).toEqual(new Set(['2 true 0']));
    const history = await db
      .collection('certificate_history')
      .find({ certificate: { $in: uuids } })
      .toArray();
    expect(history).toHaveLength(150);
    const audited = await stores.audit.count({ requestId: 'killed' });
    expect(audited).toEqual({ value: 150, relation: 'exact' });
  });
});
