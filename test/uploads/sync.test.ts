import { createHash } from 'node:crypto';
import { always, createScene, custom, property, valued } from '../acceptance/scene';
import { buildCertificate, createFixtureKey } from '../hostile/certificate-builder';
import { productOfFile } from '../support/product';

const product = productOfFile();
const scene = createScene(product);

afterEach(() => scene.attach({}));

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('a sync upload', () => {
  it('U01 stores subject, key and content, and fires once as unmatched', async () => {
    const der = buildCertificate({ subject: 'u01.example.test', sans: ['u01.example.test'] });
    const response = await scene.upload(der);
    expect(response.status).toBe(201);
    const { uuid, fingerprint } = response.body;
    expect(response.headers.location).toBe(`/api/v1/certificates/${uuid}`);
    expect(fingerprint).toBe(sha256(der));
    expect(await scene.read(`/certificates/${uuid}`)).toMatchObject({
      fingerprint,
      commonName: 'u01.example.test',
      subjectDn: 'CN=u01.example.test',
      subjectAlternativeNames: ['dNSName:u01.example.test'],
      keyAlgorithm: 'ec',
      keySize: 256,
      state: 'issued',
      validationStatus: 'not_checked',
    });
    const row = await product().foundation.db.collection('certificates').findOne({ _id: uuid });
    expect(Buffer.from(row!['der'].buffer)).toEqual(der);
    expect(await scene.firingOf(uuid)).toMatchObject({
      event: 'certificate_uploaded',
      outcome: 'unmatched',
      status: 'finished',
      triggers: [],
    });
  });

  it('U03 is refused by an ignore trigger, which is named with its firing; nothing is stored', async () => {
    const trigger = await scene.ignore({ condition: always });
    await scene.attach({ ignore: [trigger] });
    const before = (await scene.certificates()).length;
    const response = await scene.upload(buildCertificate());
    expect(response.status).toBe(422);
    expect(response.headers['content-type']).toContain('application/problem+json');
    expect(response.body).toMatchObject({
      code: 'certificate_ignored',
      matchedTriggers: [{ uuid: trigger.uuid, name: trigger.name }],
    });
    expect(await scene.certificates()).toHaveLength(before);
    expect(await scene.firing(response.body.firingId)).toMatchObject({
      outcome: 'ignored',
      status: 'finished',
      subject: { uuid: null, name: null },
      triggers: [{ uuid: trigger.uuid, result: 'matched' }],
    });
  });

  it('U05 records all three ignore triggers and names the two that match', async () => {
    const [one, two, three] = [
      await scene.ignore({ condition: property('KEY_SIZE', 'EQUALS', 256) }),
      await scene.ignore({ condition: property('KEY_SIZE', 'EQUALS', 4096) }),
      await scene.ignore({ condition: property('SUBJECTDN', 'CONTAINS', 'u05') }),
    ];
    await scene.attach({ ignore: [one, two, three] });
    const { status, body } = await scene.upload(buildCertificate({ subject: 'u05.example.test' }));
    expect(status).toBe(422);
    expect(body.matchedTriggers.map(({ uuid }: { uuid: string }) => uuid)).toEqual([one.uuid, three.uuid]);
    const { triggers } = await scene.firing(body.firingId);
    expect(triggers.map(({ uuid, result }: { uuid: string; result: string }) => [uuid, result])).toEqual([
      [one.uuid, 'matched'],
      [two.uuid, 'not_matched'],
      [three.uuid, 'matched'],
    ]);
    // No value of the certificate and no word of it stands in the record.
    expect(JSON.stringify(triggers)).not.toContain('u05.example.test');
  });

  it("U06 has the trigger's attribute value, unless the request gives one", async () => {
    const attribute = await scene.attribute();
    const trigger = await scene.act([{ type: 'setCustomAttribute', ...valued(attribute, 'of the trigger') }]);
    await scene.attach({ actions: [trigger] });
    const without = await scene.upload(buildCertificate());
    expect(await scene.valuesOf(without.body.uuid, attribute)).toEqual(['of the trigger']);
    const given = await scene.upload(buildCertificate(), {
      body: { customAttributes: [valued(attribute, 'of the request')] },
    });
    expect(given.status).toBe(201);
    expect(await scene.valuesOf(given.body.uuid, attribute)).toEqual(['of the request']);
  });

  it('U07 is ignored for the value of a request attribute, or for its absence', async () => {
    const attribute = await scene.attribute();
    const test = { body: { customAttributes: [valued(attribute, 'test')] } };
    await scene.attach({ ignore: [await scene.ignore({ condition: custom(attribute, 'EQUALS', 'test') })] });
    expect((await scene.upload(buildCertificate(), test)).body.code).toBe('certificate_ignored');
    expect((await scene.upload(buildCertificate())).status).toBe(201);
    await scene.attach({ ignore: [await scene.ignore({ condition: custom(attribute, 'EMPTY') })] });
    expect((await scene.upload(buildCertificate())).body.code).toBe('certificate_ignored');
    expect((await scene.upload(buildCertificate(), test)).status).toBe(201);
  });

  it('U11 is stored although an action always fails; later triggers run', async () => {
    const [raProfile, attribute] = [await scene.raProfile(), await scene.attribute()];
    const failing = await scene.act([{ type: 'setRaProfile', raProfile: raProfile.uuid }]);
    const later = await scene.act([{ type: 'setCustomAttribute', ...valued(attribute, 'set') }]);
    await scene.attach({ actions: [failing, later] });
    await scene.change(`/ra-profiles/${raProfile.uuid}`, ({ uuid: _uuid, revision: _revision, ...rest }) => ({
      ...rest,
      enabled: false,
    }));
    const { status, body } = await scene.upload(buildCertificate());
    expect(status).toBe(201);
    expect(await scene.valuesOf(body.uuid, attribute)).toEqual(['set']);
    expect(await scene.firingOf(body.uuid)).toMatchObject({
      status: 'finished_with_errors',
      outcome: 'performed',
      triggers: [
        { result: 'matched', actions: [{ outcome: 'failed', errorCode: 'ra_profile_disabled' }] },
        { result: 'matched', actions: [{ outcome: 'ok' }] },
      ],
    });
  });

  it('U15 makes the uploader the owner, unless a trigger or the setting says otherwise', async () => {
    const uploader = await scene.person(['certificates:upload']);
    const other = await scene.person([]);
    const ownerOf = async (uuid: string) => (await scene.read(`/certificates/${uuid}`)).owner;
    const mine = await scene.upload(buildCertificate(), { key: uploader.key });
    expect(await ownerOf(mine.body.uuid)).toBe(uploader.uuid);
    await scene.attach({ actions: [await scene.act([{ type: 'setOwner', owner: other.uuid }])] });
    const given = await scene.upload(buildCertificate(), { key: uploader.key });
    expect(await ownerOf(given.body.uuid)).toBe(other.uuid);
    await scene.attach({});
    await scene.settings((now) => ({ ...now, upload: { ...now.upload, ownerDefault: 'none' } }));
    const nobodys = await scene.upload(buildCertificate(), { key: uploader.key });
    expect(await ownerOf(nobodys.body.uuid)).toBeNull();
    await scene.attach({ actions: [await scene.act([{ type: 'setOwner', owner: '$actor' }])] });
    const actors = await scene.upload(buildCertificate(), { key: uploader.key });
    expect(await ownerOf(actors.body.uuid)).toBe(uploader.uuid);
    await scene.settings((now) => ({ ...now, upload: { ...now.upload, ownerDefault: 'uploader' } }));
  });

  it('U17 is stored once the trigger that ignored it is disabled', async () => {
    const trigger = await scene.ignore();
    await scene.attach({ ignore: [trigger] });
    const der = buildCertificate();
    const first = await scene.upload(der);
    expect(first.body.code).toBe('certificate_ignored');
    await scene.change(`/triggers/${trigger.uuid}`, ({ name, event, kind, condition, actions }) => ({
      ...{ name, event, kind, condition, actions },
      enabled: false,
    }));
    const second = await scene.upload(der);
    expect(second.status).toBe(201);
    const firing = await scene.firingOf(second.body.uuid);
    expect(firing.firingId).not.toBe(first.body.firingId);
    expect(firing.triggers).toMatchObject([{ uuid: trigger.uuid, result: 'skipped' }]);
  });

  it('U22 warns of a required attribute only when no trigger fills it', async () => {
    const attribute = await scene.attribute({ required: true });
    const fill = await scene.act([{ type: 'setCustomAttribute', ...valued(attribute, 'filled') }]);
    await scene.attach({ actions: [fill] });
    const uploadOf = async (certificateUuid: string) =>
      scene.read((await scene.firingOf(certificateUuid)).links.upload.replace('/api/v1', ''));
    const filled = await scene.upload(buildCertificate());
    expect((await uploadOf(filled.body.uuid)).warnings).toEqual([]);
    await scene.attach({});
    const open = await scene.upload(buildCertificate());
    expect(open.status).toBe(201);
    const { warnings } = await uploadOf(open.body.uuid);
    expect(warnings).toEqual([{ code: 'required_attribute_missing', detail: expect.stringContaining(attribute.name) }]);
    await product().call('delete', `/custom-attributes/${attribute.uuid}?force=true`).set('If-Match', '"1"');
  });

  it('U23 refers to a key record that is known', async () => {
    const key = createFixtureKey('ec384');
    const uploads = [await scene.upload(buildCertificate({ key })), await scene.upload(buildCertificate({ key }))];
    expect(uploads.map(({ status }) => status)).toEqual([201, 201]);
    const spkiSha256 = sha256(key.spki);
    const keys = await product().foundation.db.collection('keys').find({}).toArray();
    expect(keys.filter(({ _id }) => String(_id) === spkiSha256)).toHaveLength(1);
    for (const { body } of uploads) {
      expect(await scene.read(`/certificates/${body.uuid}`)).toMatchObject({ spkiSha256 });
    }
  });
});
