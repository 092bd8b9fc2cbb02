import { randomBytes } from 'node:crypto';
import { createScene } from '../acceptance/scene';
import { buildCertificate } from '../hostile/certificate-builder';
import { productOfFile } from '../support/product';
import { createSecretBox } from '../../src/secrets/secret-box';
import { dump } from './searched';

const product = productOfFile();
const scene = createScene(product);
const secretText = () => `hush-${randomBytes(9).toString('hex')}`;

interface Definition {
  readonly uuid: string;
  readonly name: string;
}

const valued = ({ name }: Definition, data: unknown, more: object = {}) => ({ name, content: [{ data, ...more }] });
const setting = (of: Definition, data: unknown) => ({ type: 'setCustomAttribute', ...valued(of, data) });

async function edit(path: string, change: object, query = '') {
  const before = await product().call('get', path).expect(200);
  const { uuid: _uuid, revision: _revision, ...fields } = before.body as Record<string, unknown>;
  return product()
    .call('put', path + query)
    .set('If-Match', before.headers['etag'] as string)
    .send({ ...fields, ...change });
}

async function remove(path: string, query = '') {
  const before = await product().call('get', path).expect(200);
  await product()
    .call('delete', path + query)
    .set('If-Match', before.headers['etag'] as string)
    .expect(204);
}

const databaseText = async () => [...(await dump(product().foundation.db, []))].map(([, text]) => text).join('\n');

afterEach(() => scene.attach({}));

describe('figure-F8 a value of a secret attribute', () => {
  it.each(['secret', 'credential'])('of type %s is sealed wherever the database has it', async (contentType) => {
    const [byTrigger, byRequest, byPatch, reference] = [secretText(), secretText(), secretText(), secretText()];
    const [set, given] = [await scene.attribute({ contentType }), await scene.attribute({ contentType })];
    await scene.attach({ actions: [await scene.act([setting(set, byTrigger)])] });
    const customAttributes = [valued(given, byRequest, { reference })];
    const stored = (await scene.upload(buildCertificate(), { body: { customAttributes } }).expect(201)).body;
    const read = await product().call('get', `/certificates/${stored.uuid}`).expect(200);
    expect(read.body.customAttributes).toHaveLength(2);
    await product()
      .call('patch', `/certificates/${stored.uuid}`)
      .set('If-Match', read.headers['etag'] as string)
      .send({ customAttributes: [valued(given, byPatch), valued(set, '***')] })
      .expect(200);

    const text = await databaseText();
    for (const value of [byTrigger, byRequest, byPatch, reference]) expect(text).not.toContain(value);
    const row = await product().foundation.db.collection('certificates').findOne({ _id: stored.uuid });
    expect(openedOf(row!['attributes'][set.uuid].content[0].data)).toEqual({ data: byTrigger });
    expect(openedOf(row!['attributes'][given.uuid].content[0].data)).toEqual({ data: byPatch });
  });

  it('does not change when it is set to the same again', async () => {
    const pin: Definition = await scene.attribute({ contentType: 'secret' });
    const value = secretText();
    await scene.attach({ actions: [await scene.act([setting(pin, value)]), await scene.act([setting(pin, value)])] });
    const { uuid } = (await scene.upload(buildCertificate()).expect(201)).body;
    const { triggers } = await scene.firingOf(uuid);
    const changes = triggers.map(({ actions }: { actions: { changed: boolean }[] }) => actions[0]!.changed);
    expect(changes).toEqual([true, false]);
  });

  it.each([
    ['secret', 'string'],
    ['credential', 'object'],
    ['string', 'secret'],
  ])('is not shown by a change of the type from %s to %s', async (before, after) => {
    const definition = await scene.attribute({ contentType: before });
    for (const query of ['', '?force=true']) {
      const answer = await edit(`/custom-attributes/${definition.uuid}`, { contentType: after }, query);
      expect(answer.body).toMatchObject({ status: 409, code: 'secret_type_fixed' });
    }
  });

  it('is not shown by another attribute that takes the name', async () => {
    const value = secretText();
    const secret: Definition = await scene.attribute({ contentType: 'secret' });
    const trigger = await scene.act([setting(secret, value)]);
    await scene.attach({ actions: [trigger] });
    const first = (await scene.upload(buildCertificate()).expect(201)).body;
    await remove(`/custom-attributes/${secret.uuid}`, '?force=true');
    const plain = await scene.attribute({ name: secret.name, contentType: 'string' });
    const second = (await scene.upload(buildCertificate()).expect(201)).body;

    expect(await scene.valuesOf(second.uuid, plain)).toBeUndefined();
    const firing = await scene.firingOf(second.uuid);
    expect(firing.triggers[0].actions[0]).toMatchObject({ outcome: 'failed', errorCode: 'type_changed' });
    const shown = [
      await scene.read(`/triggers/${trigger.uuid}`),
      await scene.read(`/triggers/${trigger.uuid}/versions`),
      firing,
      await scene.firingOf(first.uuid),
      await scene.read(`/certificates/${first.uuid}`),
      await scene.read(`/certificates/${second.uuid}`),
      await scene.read('/certificates?limit=200'),
    ];
    expect(JSON.stringify(shown)).not.toContain(value);
    expect(JSON.stringify(shown)).not.toContain('v1.');
    // Nor does it come back when the mask is sent, which is all that anybody has seen.
    const { actions, name, event, kind } = shown[0];
    const answer = await product()
      .call('put', `/triggers/${trigger.uuid}`)
      .set('If-Match', '"1"')
      .send({ name, event, kind, actions });
    expect(answer.body).toMatchObject({ status: 422, errors: [{ code: 'type_changed' }] });
  });

  it('that an earlier release stored in clear is sealed at the next start', async () => {
    const { db } = product().foundation;
    const values = [secretText(), secretText()] as const;
    const pin: Definition = await scene.attribute({ contentType: 'secret' });
    const trigger = await scene.act([setting(pin, values[0])]);
    const { uuid } = (await scene.upload(buildCertificate()).expect(201)).body;
    const clear = JSON.stringify({
      condition: null,
      actions: [{ ...trigger.actions[0], name: undefined, attribute: pin.name, content: [{ data: values[0] }] }],
    });
    await db.collection('triggers').updateOne({ _id: trigger.uuid }, { $set: { definition: clear } });
    await db.collection('trigger_versions').updateOne({ trigger: trigger.uuid }, { $set: { definition: clear } });
    const attributes = { [pin.uuid]: { name: pin.name, contentType: 'secret', content: [{ data: values[1] }] } };
    await db.collection('certificates').updateOne({ _id: uuid }, { $set: { attributes } });
    await db.collection('back_fills').deleteMany({});
    expect(await databaseText()).toContain(values[0]);

    await product.restart();
    for (let open = true; open; await new Promise((resolve) => setTimeout(resolve, 20))) {
      const text = await databaseText();
      open = values.some((value) => text.includes(value));
    }
    await scene.attach({ actions: [trigger] });
    const next = (await scene.upload(buildCertificate()).expect(201)).body;
    expect(await scene.valuesOf(next.uuid, pin)).toEqual(['***']);
    const row = await product().foundation.db.collection('certificates').findOne({ _id: next.uuid });
    expect(openedOf(row!['attributes'][pin.uuid].content[0].data)).toEqual({ data: values[0] });
  });
});

function openedOf(sealed: string): unknown {
  return JSON.parse(createSecretBox(product().foundation.keysFor('attribute values')).open(sealed, 'custom attribute'));
}
