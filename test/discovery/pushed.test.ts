/** Discoveries on the real engines: content that is sent, what of it fires, and how runs end. */
import { mongo } from 'mongoose';
import { randomUUID } from 'node:crypto';
import { eventually, property, valued } from '../acceptance/scene';
import { buildCertificate, toPem } from '../hostile/certificate-builder';
import { productOfFile } from '../support/product';
import { createDiscoveryScene } from './scene';

/* eslint-disable @typescript-eslint/no-explicit-any -- replies are JSON of any shape */

const product = productOfFile();
const scene = createDiscoveryScene(product);

const made = (subject: string) => buildCertificate({ subject, sans: [subject] });
const rowOf = (der: Buffer, place: object = {}) => ({ certificate: der.toString('base64'), ...place });
const discovered = 'certificate_discovered';

afterEach(async () => {
  await scene.set(discovered, {});
  await scene.set('discovery_finished', {});
});

const stored = async (subject: string) => (await scene.read(`/certificates?commonName=${subject}`)).items[0];

describe('a discovery of pushed content', () => {
  it('D03 imports each certificate once, with one firing and the places of all its rows', async () => {
    const discovery = await scene.discovery();
    const der = made('once.example.org');
    const run = await scene.pushed(discovery, [
      rowOf(der, { host: 'a.example.org', port: 443, protocol: 'TLSv1.3' }),
      rowOf(der, { host: 'b.example.org', port: 8443 }),
      rowOf(made('other.example.org'), { path: '/etc/ssl/other.pem' }),
    ]);
    expect(run).toMatchObject({ status: 'completed', certificates: { imported: 2, known: 0, failed: 0 }, gaps: {} });
    const { uuid } = await stored('once.example.org');
    const firing = await scene.firingOf(uuid);
    expect(firing).toMatchObject({ event: discovered, status: 'finished', outcome: 'unmatched' });
    const certificate = await scene.read(`/certificates/${uuid}`);
    expect(certificate).toMatchObject({ source: 'discovery', uploadedBy: discovery.name, owner: null });
    const metaOf = (name: string) => certificate.metadata.find((entry: any) => entry.name === name)?.data;
    expect(metaOf('host')).toEqual(['a.example.org', 'b.example.org']);
    expect(metaOf('port')).toEqual([443, 8443]);
    expect(metaOf('place')).toEqual(['a.example.org:443 TLSv1.3', 'b.example.org:8443']);
    const rows = await scene.rows(discovery, '&outcome=imported');
    expect(rows.find(({ certificateUuid }) => certificateUuid === uuid)).toMatchObject({
      ...{ newlyDiscovered: true, processed: true, ignored: false, processedError: null, firingId: firing.firingId },
      places: [
        { host: 'a.example.org', port: 443, protocol: 'TLSv1.3' },
        { host: 'b.example.org', port: 8443 },
      ],
    });
    const { items } = await scene.read(`/certificates/${uuid}/history`);
    expect(items).toMatchObject([{ event: 'discovery', status: 'success' }]);
  });

  it('D01 ends and says so when it finds nothing new; what is known learns where else it is', async () => {
    const discovery = await scene.discovery();
    const der = made('again.example.org');
    await scene.pushed(discovery, [rowOf(der, { host: 'first.example.org', seenAt: '2026-01-01T00:00:00Z' })]);
    const { uuid, revision } = await stored('again.example.org');
    const run = await scene.pushed(discovery, [
      rowOf(der, { host: 'second.example.org', seenAt: '2026-02-01T00:00:00Z' }),
    ]);
    expect(run).toMatchObject({ number: 2, status: 'completed', certificates: { imported: 0, known: 1 } });
    const certificate = await scene.read(`/certificates/${uuid}`);
    const metaOf = (name: string) => certificate.metadata.find((entry: any) => entry.name === name).data;
    expect(metaOf('host')).toEqual(['first.example.org', 'second.example.org']);
    expect([metaOf('firstSeenAt'), metaOf('lastSeenAt')]).toEqual([
      ['2026-01-01T00:00:00.000Z'],
      ['2026-02-01T00:00:00.000Z'],
    ]);
    expect(certificate.revision).toBeGreaterThan(revision as number);
    await scene.firingOf(uuid);
    expect(await scene.finishedFiring(discovery, 2)).toMatchObject({
      status: 'finished',
      subject: { name: discovery.name },
    });
  });

  it('D02 ends with a warning that counts the gaps by kind when rows cannot be read', async () => {
    const discovery = await scene.discovery();
    const lines = [
      JSON.stringify(rowOf(made('good.example.org'))),
      '{"certificate":',
      JSON.stringify({ certificate: 'AAAA' }),
    ];
    const response = await product()
      .call('post', `/discoveries/${discovery.uuid}/rows`)
      .set('Content-Type', 'application/x-ndjson')
      .send(lines.join('\n'));
    expect(response.body).toMatchObject({ run: 1, received: 3, fresh: 1, gaps: 2 });
    const run = await scene.ended(discovery);
    expect(run).toMatchObject({ status: 'warning', gaps: { not_a_certificate: 1, unreadable_row: 1 } });
    expect(run.message).toBe('1 certificate: 1 new, 0 known. Gaps: not_a_certificate 1, unreadable_row 1.');
    expect((await scene.gaps(discovery)).map(({ place }) => place).sort()).toEqual(['row 2', 'row 3']);
    expect(await scene.finishedFiring(discovery, 1)).toMatchObject({ status: 'finished' });
  });

  it('D05 D06 F07 does not store what its own triggers ignore; the set of the discovery replaces that of the platform', async () => {
    const platform = await scene.ignore({
      event: discovered,
      condition: property('COMMON_NAME', 'STARTS_WITH', 'own'),
    });
    const own = await scene.ignore({
      event: discovered,
      condition: property('COMMON_NAME', 'EQUALS', 'own-bad.example'),
    });
    const absent = await scene.ignore({ event: discovered, condition: property('RA_PROFILE_NAME', 'EQUALS', 'x') });
    const seen = await scene.attribute({ resources: ['certificates'] });
    const act = await scene.act(
      [{ type: 'setCustomAttribute', name: seen.name, copyFrom: { source: 'meta', field: 'host' } }],
      {
        event: discovered,
        condition: { source: 'meta', field: 'port', contentType: 'integer', operator: 'EQUALS', value: 443 },
      },
    );
    const discovery = await scene.discovery();
    await scene.set(discovered, { ignore: [platform] });
    await scene.set(discovered, { ignore: [own, absent], actions: [act] }, discovery);
    const effective = await scene.read(`/trigger-sets/${discovered}/effective?objectUuid=${discovery.uuid}`);
    expect(effective.ignore.map(({ trigger }: any) => trigger)).toEqual([own.uuid, absent.uuid]);
    const rows = [rowOf(made('own-good.example'), { host: 'h1', port: 443 }), rowOf(made('own-bad.example'))];
    const run = await scene.pushed(discovery, rows);
    expect(run.certificates).toMatchObject({ imported: 1, ignored: 1 });
    expect(await stored('own-bad.example')).toBeUndefined();
    const { uuid } = await stored('own-good.example');
    expect(await scene.valuesOf(uuid, seen)).toEqual(['h1']);
    const [ignored] = await scene.rows(discovery, '&outcome=ignored');
    expect(ignored).toMatchObject({
      ignored: true,
      processed: true,
      certificateUuid: null,
      commonName: 'own-bad.example',
    });
    // The same again: nothing new, and no second firing.
    expect((await scene.pushed(discovery, rows)).certificates).toMatchObject({ known: 1, ignored: 1 });
    const firings = (await scene.firings(`&event=${discovered}`)).filter(({ outcome }) => outcome === 'ignored');
    expect(firings).toHaveLength(1);
    // Once nothing ignores it, it comes in.
    await scene.set(discovered, {}, discovery);
    expect((await scene.pushed(discovery, rows)).certificates).toMatchObject({ known: 1, imported: 1 });
    await scene.firingOf((await stored('own-bad.example')).uuid);
  });

  it('D04 stores the certificate and goes on when an action fails, and the firing says so', async () => {
    const needed = await scene.attribute({ resources: ['certificates'] });
    const other = await scene.attribute({ resources: ['certificates'] });
    const failing = await scene.act(
      [{ type: 'setCustomAttribute', name: needed.name, copyFrom: { source: 'meta', field: 'nowhere' } }],
      { event: discovered },
    );
    const working = await scene.act([{ type: 'setCustomAttribute', name: other.name, content: [{ data: 'x' }] }], {
      event: discovered,
    });
    await scene.set(discovered, { actions: [failing, working] });
    const discovery = await scene.discovery();
    await scene.pushed(discovery, [rowOf(made('failing.example.org'))]);
    const { uuid } = await stored('failing.example.org');
    expect(await scene.valuesOf(uuid, other)).toEqual(['x']);
    expect(await scene.firingOf(uuid)).toMatchObject({ status: 'finished_with_errors', outcome: 'performed' });
  });

  it('V09 has its firings tried and done again, by the set of the discovery', async () => {
    const discovery = await scene.discovery();
    await scene.pushed(discovery, [rowOf(made('replayed.example.org'))]);
    const { uuid } = await stored('replayed.example.org');
    const [found, end] = [await scene.firingOf(uuid), await scene.finishedFiring(discovery, 1)];
    const seen = await scene.attribute({ resources: ['certificates', 'discoveries'] });
    const mark = (event: string) => scene.act([{ type: 'setCustomAttribute', ...valued(seen, 'again') }], { event });
    await scene.set(discovered, { actions: [await mark(discovered)] }, discovery);
    await scene.set('discovery_finished', { actions: [await mark('discovery_finished')] });
    for (const { event, firingId } of [found, end]) {
      const tried = await product().call('post', '/triggers/dry-run').send({ event, firing: firingId }).expect(200);
      expect(tried.body).toMatchObject({ outcome: 'performed', triggers: [{ actions: [{ outcome: 'ok' }] }] });
      const { body } = await product().call('post', `/event-history/${firingId}/replay`).send({}).expect(202);
      const again = await eventually('the replay', async () => {
        const answer = await product().call('get', `/event-history/${body.firingId}`);
        return answer.status === 200 && answer.body.status !== 'running' && answer.body;
      });
      expect(again).toMatchObject({ event, replayOf: firingId, status: 'finished', outcome: 'performed' });
    }
    expect(await scene.valuesOf(uuid, seen)).toEqual(['again']);
    const { customAttributes } = await scene.read(`/discoveries/${discovery.uuid}`);
    expect(customAttributes).toMatchObject([{ name: seen.name, content: [{ data: 'again' }] }]);
  });

  it('D07 keeps its end when it is told again that all content is there', async () => {
    const discovery = await scene.discovery();
    const { run } = await scene.push(discovery, [rowOf(made('late.example.org'))], '?more=true');
    const complete = () => product().call('post', `/discoveries/${discovery.uuid}/runs/${run}/complete`);
    expect((await scene.read(`/discoveries/${discovery.uuid}`)).status).toBe('inProgress');
    await complete().expect(202);
    const ended = await scene.ended(discovery, run);
    const again = await complete().expect(202);
    expect(again.body).toMatchObject({ status: 'completed', message: ended.message, endedAt: ended.endedAt });
    await scene.finishedFiring(discovery, run);
    const { items } = await scene.read(
      `/event-history?event=discovery_finished&resource=discoveries&objectUuid=${discovery.uuid}`,
    );
    expect(items).toHaveLength(1);
  });

  it('D08 waits for an upload that holds the certificate, and imports it when that is ignored', async () => {
    const der = made('held.example.org');
    const { stores } = product().foundation;
    const fingerprint = await import('node:crypto').then(({ createHash }) =>
      createHash('sha256').update(der).digest('hex'),
    );
    const uploadId = randomUUID();
    const at = new Date();
    const claimed = await stores.uploads.claim([
      {
        ...{ _id: uploadId, kind: 'single', index: 0, total: null, mode: 'sync', accepted: false, owner: 'test' },
        ...{ status: 'processing', uploader: { uuid: randomUUID(), name: 'u' }, requestId: 'r', createdAt: at },
        ...{ finishedAt: null, activeFingerprint: fingerprint, fingerprint, der: new mongo.Binary(der) },
        ...{
          certificateUuid: randomUUID(),
          code: null,
          matchedTriggers: [],
          actionErrors: 0,
          warnings: [],
          expiresAt: at,
        },
      },
    ]);
    expect(claimed.size).toBe(0);
    const discovery = await scene.discovery();
    const { run } = await scene.push(discovery, [rowOf(der), rowOf(made('free.example.org'))]);
    await eventually('the other certificate', async () => (await stored('free.example.org')) !== undefined);
    expect(await stored('held.example.org')).toBeUndefined();
    const ignored = {
      status: 'ignored',
      code: 'certificate_ignored',
      matchedTriggers: [],
      actionErrors: 0,
      warnings: [],
    } as const;
    await stores.uploads.finish([{ uploadId, ...ignored }], new Date());
    expect(await scene.ended(discovery, run)).toMatchObject({ status: 'completed', certificates: { imported: 2 } });
    expect(await stored('held.example.org')).toBeDefined();
  });

  it('tells who ran it by default, and lets triggers set what they know of a discovery', async () => {
    const mood = await scene.attribute({ resources: ['discoveries'] });
    const runner = await scene.person(['discoveries:read', 'discoveries:push', 'notifications:read']);
    const profile = await scene.profile({ recipientType: 'default', channels: [{ type: 'internal' }] });
    const act = await scene.act(
      [
        { type: 'setCustomAttribute', name: mood.name, copyFrom: { source: 'property', field: 'DISCOVERY_STATUS' } },
        { type: 'sendNotification', profiles: [profile.uuid] },
      ],
      {
        event: 'discovery_finished',
        condition: { source: 'property', field: 'DISCOVERY_TOTAL_CERT_DISCOVERED', operator: 'GREATER', value: 0 },
      },
    );
    const tell = await scene.act([{ type: 'sendNotification', profiles: [profile.uuid] }], { event: discovered });
    await scene.set('discovery_finished', { actions: [act] });
    await scene.set(discovered, { actions: [tell] });
    const discovery = await scene.discovery({ customAttributes: [] });
    const pem = toPem(made('told.example.org'));
    const sent = await product()
      .call('post', `/discoveries/${discovery.uuid}/rows?host=told.example.org&port=25`, runner.key)
      .set('Content-Type', 'application/x-pem-file')
      .send(pem);
    expect(sent.status).toBe(202);
    await scene.ended(discovery);
    const firing = await scene.finishedFiring(discovery, 1);
    expect(firing).toMatchObject({ status: 'finished', outcome: 'performed', actor: { uuid: runner.uuid } });
    const view = await scene.read(`/discoveries/${discovery.uuid}`);
    expect(view.customAttributes).toMatchObject([valued(mood, 'completed')]);
    expect(view).toMatchObject({ status: 'completed', userUuid: runner.uuid, totalCertificateDiscovered: 1 });
    const messages = await eventually('both messages', async () => {
      const { body } = await product().call('get', '/notifications', runner.key).expect(200);
      return body.items.length >= 2 && body.items;
    });
    expect(messages.map(({ event }: any) => event).sort()).toEqual([discovered, 'discovery_finished']);
  });

  it('is deleted with its trigger sets and runs; its certificates stay', async () => {
    const discovery = await scene.discovery();
    const act = await scene.act([{ type: 'setOwner', owner: null }], { event: discovered });
    await scene.set(discovered, { actions: [act] }, discovery);
    await scene.pushed(discovery, [rowOf(made('stays.example.org'))]);
    const { headers } = await product().call('get', `/discoveries/${discovery.uuid}`);
    await product()
      .call('delete', `/discoveries/${discovery.uuid}`)
      .set('If-Match', headers['etag'] as string)
      .expect(204);
    await product().call('get', `/discoveries/${discovery.uuid}/rows`).expect(404);
    await product().call('get', `/trigger-sets/${discovered}/discoveries/${discovery.uuid}`).expect(404);
    const { body: rows } = await product().call('get', '/audit-log?operation=discoveries.delete').expect(200);
    expect(rows.items.map(({ message }: { message: string }) => message)).toContain('1 trigger set of it deleted, too');
    expect(await stored('stays.example.org')).toBeDefined();
    expect(
      await product()
        .foundation.db.collection('discovery_rows')
        .countDocuments({ run: `${discovery.uuid}.1` }),
    ).toBe(0);
  });
});
