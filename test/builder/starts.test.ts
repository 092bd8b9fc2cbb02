/** What starts instances by itself: every event of the platform, and changes of collections, also over a restart. */
import { eventCodes } from '../../src/domain/events/catalogue';
import { eventually } from '../acceptance/scene';
import { requestFor } from '../authorities/scene';
import { buildCertificate, toPem } from '../hostile/certificate-builder';
import { productOfFile } from '../support/product';
import { createBuilderScene, line, type Json } from './scene';

const product = productOfFile();
const builder = createBuilderScene(product);
const { scene } = builder;
const limitMs = 180_000;

const instancesOf = async (definition: string) =>
  (await builder.ok('get', `/builder/instances?definitionUuid=${definition}&limit=200`))['items'] as Json[];
const some = (definition: string, count: number) =>
  eventually(
    `${count} instances`,
    async () => {
      const found = await instancesOf(definition);
      return found.length >= count ? found : undefined;
    },
    limitMs,
  );
const dayMs = 86_400_000;
const upload = async (name: string, days = 90, ageDays = 1): Promise<string> => {
  const [notBefore, notAfter] = [new Date(Date.now() - ageDays * dayMs), new Date(Date.now() + days * dayMs)];
  const certificate = toPem(buildCertificate({ subject: [['CN', name]], notBefore, notAfter }));
  return String((await builder.ok('post', '/certificates/upload', { certificate }))['uuid']);
};

it('starts the definitions of an event once for a firing, and shows them where triggers stand', async () => {
  const steps = line();
  const definition = await builder.define(steps, { startedBy: 'type', name: 'On upload' });
  await upload('event.example.org');
  const [instance] = await some(definition, 1);
  expect(instance).toMatchObject({ definition: { name: 'On upload' }, item: { kind: 'certificate' } });
  const firings = await builder.ok('get', '/event-history?event=certificate_uploaded');
  expect(firings['items'][0]).toMatchObject({ outcome: 'performed', matchedTriggers: [{ name: 'On upload' }] });
  expect(await instancesOf(definition)).toHaveLength(1);
});

describe('each event', () => {
  /** Something real for every event of the catalogue. */
  async function makeHappen(): Promise<void> {
    const certificate = await upload('revoked.example.org');
    expect((await scene.revoke(certificate, { reason: 'superseded' })).status).toBe(200);
    await upload('ends.example.org', 20, 300);
    await product().call('post', '/expiration-scan/run').expect(202);

    const discovery = await builder.ok('post', '/discoveries', { name: 'Found', kind: 'pushed_content' });
    const found = buildCertificate({ subject: 'found.example.org' }).toString('base64');
    await builder.ok('post', `/discoveries/${discovery['uuid']}/rows`, {
      rows: [{ certificate: found, host: 'a.example.org' }],
    });

    const ada = await scene.person(['approvals:read', 'approvals:write']);
    const asked = await scene.make('/approval-profiles', { name: 'asked', steps: [{ userUuid: ada.uuid }] });
    const inside = await scene.make('/authorities', { name: 'Inside', settings: { kind: 'builtin' } });
    const profile = { name: 'asked', authorityInstanceUuid: inside.uuid, approvalProfiles: { issue: asked.uuid } };
    const raProfile = (await scene.make('/ra-profiles', profile)).uuid;
    const body = { raProfile, csr: await requestFor(['asked.example.org']) };
    const { uuid } = await builder.ok('post', '/certificates/requests', body);
    const { approvalUuid } = await eventually('the approval', async () => {
      const operation = await builder.ok('get', `/operations/${uuid}`);
      return operation['state'] === 'pending_approval' && operation;
    });
    await builder.ok('post', `/approvals/${String(approvalUuid)}/decision`, { decision: 'approve' }, ada.key);
  }

  it('B17 starts one instance of the definition of its type', async () => {
    const definitions = new Map<string, string>();
    for (const code of eventCodes) {
      // What was uploaded before is not told of.
      definitions.set(code, await builder.define(line(), { type: `event:${code}`, startedBy: 'type' }));
    }
    const before = new Set<string>(
      ((await builder.ok('get', '/event-history?limit=1000'))['items'] as Json[]).map(
        ({ firingId }) => firingId as string,
      ),
    );
    await makeHappen();
    for (const [code, definition] of definitions) {
      await eventually(
        `instances of ${code}`,
        async () => {
          const instances = await instancesOf(definition);
          const history = await builder.ok('get', `/event-history?event=${code}&limit=1000`);
          const firings = (history['items'] as Json[]).filter(({ firingId }) => !before.has(firingId as string));
          const isOver = firings.every(({ outcome }) => outcome !== null);
          return firings.length > 0 && isOver && instances.length === firings.length;
        },
        limitMs,
      );
      const items = (await instancesOf(definition)).map(({ item }) => (item as Json | null)?.['kind'] as string);
      expect([code, new Set(items).size]).toEqual([code, 1]);
    }
  }, 600_000);
});

describe('what watches a collection', () => {
  /** Two definitions, of what enters and of what leaves, over certificates whose names begin so. */
  async function watching(start: string): Promise<{ collection: string; entered: string; left: string }> {
    const query = { source: 'property', field: 'COMMON_NAME', operator: 'STARTS_WITH', value: start };
    const { uuid } = await builder.ok('post', '/collections', { name: start, query });
    const more = { startedBy: 'type', keys: [{ collection: uuid }] };
    const define = (change: string) => builder.define(line(), { ...more, type: `certificate_${change}_collection` });
    const [entered, left] = [await define('entered'), await define('left')];
    await eventually('first look', async () => {
      const answer = await builder.call('get', `/collections/${uuid}/changes`);
      return answer.status === 200 && (answer.body as Json)['asOf'] !== null;
    });
    return { collection: String(uuid), entered, left };
  }
  const changes = async (collection: string): Promise<Json[]> =>
    (await builder.ok('get', `/collections/${collection}/changes`))['items'];
  const itemsOf = async (definition: string): Promise<string[]> =>
    (await instancesOf(definition)).map(({ item }) => (item as Json)['uuid'] as string).sort();

  it('B18 has one instance for each change, though the service restarts meanwhile', async () => {
    const { collection, entered, left } = await watching('b18');
    const certificates: string[] = [];
    for (const index of [1, 2, 3]) certificates.push(await upload(`b18-${index}.example.org`));
    await product.restart();
    expect((await scene.revise('delete', certificates[0]!)).status).toBeLessThan(300);
    certificates.push(await upload('b18-4.example.org'));
    await product.restart();
    certificates.push(await upload('b18-5.example.org'));
    await some(entered, 4);
    // Of one that came and went between two looks nobody tells; both are told of otherwise.
    await eventually(
      'all changes',
      async () => {
        const found = await changes(collection);
        const enteredThere = found.filter(({ change }) => change === 'entered').length;
        const leftThere = found.length - enteredThere;
        return enteredThere - leftThere === 4 && (await instancesOf(left)).length === leftThere;
      },
      limitMs,
    );
    const told = await changes(collection);
    const of = (change: string) =>
      told.flatMap((one) => (one['change'] === change ? [one['certificateUuid'] as string] : [])).sort();
    await some(entered, of('entered').length);
    expect([await itemsOf(entered), await itemsOf(left)]).toEqual([of('entered'), of('left')]);
    expect(of('entered')).toEqual(expect.arrayContaining(certificates.slice(1)));
  }, 600_000);

  it('B19 handles what has waited for it once it is enabled, and fills back after a count', async () => {
    const { collection, entered: definition } = await watching('b19');
    await upload('b19-1.example.org');
    await some(definition, 1);
    const path = `/builder/definitions/${definition}`;
    const change = async (body: Json) => product().call('patch', path).set('If-Match', '*').send(body);
    expect((await change({ enabled: false })).status).toBe(200);
    await upload('b19-2.example.org');
    await eventually('second change', async () => (await changes(collection)).length === 2, limitMs);
    expect((await change({ enabled: true })).body).toMatchObject({ code: 'catch_up_undecided' });
    expect((await change({ enabled: true, catchUp: true })).status).toBe(200);
    expect(await some(definition, 2)).toHaveLength(2);

    // One that comes later than the members of now, and has seen none of them.
    const keys = [{ collection }];
    const late = await builder.define(line(), { type: 'certificate_entered_collection', startedBy: 'type', keys });
    const fill = (of: string, body: Json = {}) =>
      builder.ok('post', `/builder/definitions/${of}/backfill`, { allMembers: true, ...body });
    expect(await fill(late)).toMatchObject({ count: 2, handled: 0, dryRun: true, asOf: expect.any(String) });
    expect(await instancesOf(late)).toEqual([]);
    expect(await fill(late, { dryRun: false, max: 1 })).toMatchObject({ count: 2, handled: 1 });
    await some(late, 1);
    expect(await fill(late, { dryRun: false })).toMatchObject({ count: 2, handled: 1 });
    expect(await some(late, 2)).toHaveLength(2);
    for (const one of [late, definition]) {
      expect(await fill(one, { dryRun: false })).toMatchObject({ count: 2, handled: 0 });
      expect(await instancesOf(one)).toHaveLength(2);
    }
  }, 600_000);
});
