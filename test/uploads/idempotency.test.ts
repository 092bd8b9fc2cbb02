import { randomUUID } from 'node:crypto';
import { createScene } from '../acceptance/scene';
import { buildCertificate } from '../hostile/certificate-builder';
import { productOfFile } from '../support/product';

const product = productOfFile();
const scene = createScene(product);

afterEach(() => scene.attach({}));

const keyed = (key: string) => ({ headers: { 'Idempotency-Key': key } });

describe('uploads of one certificate', () => {
  it('U09 after the first are duplicates, sync and async, and do not fire', async () => {
    const der = buildCertificate();
    const { uuid } = (await scene.upload(der)).body;
    const before = (await scene.firings()).length;
    for (const async of [false, true]) {
      const { status, body } = await scene.upload(der, { async });
      expect(status).toBe(409);
      expect(body).toMatchObject({ code: 'certificate_duplicate', certificateUuid: uuid });
    }
    const stranger = await scene.person(['certificates:upload']);
    const blind = await scene.upload(der, { key: stranger.key });
    expect(blind.body.code).toBe('certificate_duplicate');
    expect(JSON.stringify(blind.body)).not.toContain(uuid);
    expect(await scene.firings()).toHaveLength(before);
  });

  it('U10 fifty at once: one is stored and fires, the others are refused', async () => {
    const der = buildCertificate({ subject: 'u10.example.test' });
    const before = (await scene.firings()).length;
    const answers = await Promise.all(Array.from({ length: 50 }, () => scene.upload(der)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(49);
    expect((await scene.firings()).length - before).toBe(1);
    expect((await scene.read('/certificates?commonName=u10.example.test')).items).toHaveLength(1);
  });
});

describe('an Idempotency-Key', () => {
  it('U21 gives the first answer again, with one firing', async () => {
    const der = buildCertificate();
    const before = (await scene.firings()).length;
    const more = keyed(randomUUID());
    const [first, again] = [await scene.upload(der, more), await scene.upload(der, more)];
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body).toEqual(first.body);
    expect(again.headers['location']).toBe(first.headers['location']);
    expect((await scene.firings()).length - before).toBe(1);
  });

  it('joins a repeat to the first while that is at work', async () => {
    const der = buildCertificate();
    const more = keyed(randomUUID());
    const answers = await Promise.all(Array.from({ length: 5 }, () => scene.upload(der, more)));
    expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(201));
    expect(new Set(answers.map(({ body }) => body.uuid)).size).toBe(1);
  });

  it('repeats the rejection, with a fingerprint from nowhere but the body', async () => {
    await scene.attach({ ignore: [await scene.ignore()] });
    const der = buildCertificate();
    const more = keyed(randomUUID());
    const [first, again] = [await scene.upload(der, more), await scene.upload(der, more)];
    expect([first.status, again.status]).toEqual([422, 422]);
    const { instance: _one, ...problem } = first.body;
    expect(again.body).toMatchObject(problem);
  });

  it('with another body or other attributes is a mismatch', async () => {
    const attribute = await scene.attribute();
    const der = buildCertificate();
    const more = keyed(randomUUID());
    await scene.upload(der, more);
    const others = [
      await scene.upload(buildCertificate(), more),
      await scene.upload(der, {
        ...more,
        body: { customAttributes: [{ name: attribute.name, content: [{ data: 'x' }] }] },
      }),
    ];
    for (const { status, body } of others) {
      expect(status).toBe(422);
      expect(body.code).toBe('idempotency_mismatch');
    }
  });

  it('belongs to its user', async () => {
    const other = await scene.person(['certificates:upload']);
    const more = keyed(randomUUID());
    expect((await scene.upload(buildCertificate(), more)).status).toBe(201);
    expect((await scene.upload(buildCertificate(), { ...more, key: other.key })).status).toBe(201);
  });
});
