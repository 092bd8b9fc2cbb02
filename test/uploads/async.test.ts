import { mongo } from 'mongoose';
import { always, createScene, eventually } from '../acceptance/scene';
import { buildCertificate } from '../hostile/certificate-builder';
import { productOfFile } from '../support/product';

const product = productOfFile();
const scene = createScene(product);

afterEach(() => scene.attach({}));

describe('an async upload', () => {
  it('U02 is accepted at once and stored once its triggers were evaluated', async () => {
    const group = await scene.group();
    await scene.attach({ actions: [await scene.act([{ type: 'setGroups', groups: [group.uuid] }])] });
    const accepted = await scene.upload(buildCertificate({ subject: 'u02.example.test' }), { async: true });
    expect(accepted.status).toBe(202);
    const { uploadId, fingerprint } = accepted.body;
    expect(accepted.headers.location).toBe(`/api/v1/uploads/${uploadId}`);
    // Whenever the certificate is there to be seen, it is there with everything the triggers set.
    const seen = await eventually('the certificate', async () => {
      const { items } = await scene.read(`/certificates?fingerprint=${fingerprint}`);
      return items[0];
    });
    expect(seen.groups).toEqual([group.uuid]);
    expect(await scene.ended(uploadId)).toMatchObject({
      status: 'stored',
      mode: 'async',
      fingerprint,
      certificateUuid: seen.uuid,
    });
    expect(await scene.firingOf(seen.uuid)).toMatchObject({ uploadId, outcome: 'performed' });
  });

  it('tells on the upload resource what ignored it, and keeps no fingerprint', async () => {
    const trigger = await scene.ignore({ condition: always });
    await scene.attach({ ignore: [trigger] });
    const { body } = await scene.upload(buildCertificate(), { async: true });
    const ended = await scene.ended(body.uploadId);
    expect(ended).toMatchObject({
      status: 'ignored',
      code: 'certificate_ignored',
      matchedTriggers: [{ uuid: trigger.uuid, name: trigger.name }],
      firingId: expect.any(String),
    });
    expect(JSON.stringify(ended)).not.toContain(body.fingerprint);
    const row = await product().foundation.db.collection('uploads').findOne({ _id: body.uploadId });
    for (const member of ['der', 'sealedContent', 'fingerprint', 'sealedFingerprint', 'activeFingerprint'])
      expect(row).not.toHaveProperty(member);
  });

  it.each([
    ['respond-async', 'respond-async'],
    ['wait=0', 'wait=0'],
  ])('a sync upload with Prefer: %s is answered 202', async (prefer, applied) => {
    const response = await scene.upload(buildCertificate(), { headers: { Prefer: prefer } });
    expect(response.status).toBe(202);
    expect(response.headers).toMatchObject({
      'preference-applied': applied,
      location: `/api/v1/uploads/${response.body.uploadId}`,
    });
    expect(await scene.ended(response.body.uploadId)).toMatchObject({ status: 'stored' });
  });

  it('is shown to its uploader and to readers of uploads, and is not there for others', async () => {
    const [uploader, other] = [
      await scene.person(['certificates:upload']),
      await scene.person(['certificates:upload']),
    ];
    const { body } = await scene.upload(buildCertificate(), { async: true, key: uploader.key });
    const path = `/uploads/${body.uploadId}`;
    expect((await product().call('get', path, uploader.key)).status).toBe(200);
    expect((await product().call('get', path)).status).toBe(200);
    expect((await product().call('get', path, other.key)).status).toBe(404);
    await scene.ended(body.uploadId);
  });
});

describe('an upload while no worker runs', () => {
  it('U20 is answered 202 after the sync time-out and ends stored once a worker is back', async () => {
    await scene.settings((now) => ({ ...now, syncTimeout: 'PT1S' }));
    await product().worker.stop();
    const { status, body, headers } = await scene.upload(buildCertificate());
    expect(status).toBe(202);
    expect(headers['location']).toBe(`/api/v1/uploads/${body.uploadId}`);
    expect(await scene.read(`/uploads/${body.uploadId}`)).toMatchObject({ status: 'processing' });
    await product.restart();
    expect(await scene.ended(body.uploadId)).toMatchObject({ status: 'stored', fingerprint: body.fingerprint });
  });

  it('V06 whose content is lost meanwhile ends as a failed firing that says so', async () => {
    await product().worker.stop();
    const { body } = await scene.upload(buildCertificate({ subject: 'v06.example.test' }), { async: true });
    const uploads = product().foundation.db.collection('uploads');
    await uploads.updateOne({ _id: body.uploadId }, { $set: { sealedContent: new mongo.Binary(Buffer.from('lost')) } });
    await eventually('the run', async () => {
      const runs = product().foundation.client.workflow.getHandle(`firing:certificate_uploaded:${body.uploadId}`);
      return (await runs.describe().catch(() => undefined)) !== undefined;
    });
    await product.restart();
    expect(await scene.ended(body.uploadId)).toMatchObject({ status: 'failed', code: 'internal' });
    const [row] = await scene.firings('&status=failed');
    const firing = await scene.firing(row.firingId);
    expect(firing).toMatchObject({ status: 'failed', outcome: 'error', uploadId: body.uploadId });
    expect(firing.message).toContain('could not be carried out');
    expect(Date.parse(firing.finishedAt)).toBeGreaterThan(0);
    expect(firing.subject).toMatchObject({ uuid: null, name: null });
  });
});
