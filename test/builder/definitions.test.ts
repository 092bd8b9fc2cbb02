/** Definitions of workflows over HTTP: drafts, versions, what is refused and what is told, templates. */
import { buildCertificate } from '../hostile/certificate-builder';
import { productOfFile } from '../support/product';
import { createBuilderScene, line, step, type Json } from './scene';

const product = productOfFile();
const { ok, call, scene, anyItem } = createBuilderScene(() => product());
const mail = (message: string, more: Json = {}) => step('Tell', 'email', { subject: 'S', message, ...more });
const draft = (name: string, steps: Json[], more: Json = {}) =>
  ok('post', '/builder/definitions', { name, type: 'event:certificate_uploaded', steps, ...more });
const withTag = (method: 'put' | 'patch' | 'post' | 'delete', path: string, revision: number, body: Json = {}) =>
  product().call(method, path).set('If-Match', `"${revision}"`).send(body);
const of = ({ uuid }: Json) => `/builder/definitions/${uuid}`;

describe('a definition', () => {
  it('B1: is saved with faults of its graph, which are told, and is not published with them', async () => {
    const steps = [step('Start', 'start', {}, { continue: 'Nowhere' }), step('Alone', 'end'), step('Start2', 'start')];
    const made = await draft('broken', steps);
    expect(made['errors'].map(({ code, pointer }: Json) => `${code} ${pointer}`)).toEqual(
      expect.arrayContaining([
        'start_twice /steps/2',
        'target_missing /steps/0/outputs/continue',
        'unreachable /steps/1',
      ]),
    );
    expect((await ok('post', `${of(made)}/validate`))['errors']).toEqual(made['errors']);
    const refused = await withTag('post', `${of(made)}/publish`, 1).expect(422);
    expect(refused.body.errors).toEqual(made['errors']);
    await withTag('post', `${of(made)}/publish`, 7).expect(412);
    expect((await call('post', `${of(made)}/publish`)).status).toBe(428);
  });

  it('B2: has versions: drafts are written over, what was published stays, and two of them are compared', async () => {
    const made = await draft('versioned', line(mail('one')));
    const over = (await withTag('patch', of(made), 1, { steps: line(mail('two')) }).expect(200)).body;
    expect(over).toMatchObject({ draftVersion: 1, publishedVersion: null, status: 'draft', errors: [] });
    const published = (await withTag('post', `${of(made)}/publish`, over.revision).expect(200)).body;
    expect(published).toMatchObject({ draftVersion: null, publishedVersion: 1, status: 'published' });
    const next = (await withTag('patch', of(made), published.revision, { steps: line(mail('three')) }).expect(200))
      .body;
    expect(next).toMatchObject({ draftVersion: 2, publishedVersion: 1, version: 2 });
    expect((await ok('get', `${of(made)}?version=1`))['steps'][1].settings.message).toBe('two');
    expect((await ok('get', `${of(made)}/versions/compare?from=1&to=2`))['changes']).toEqual([
      { path: '/steps/Tell/settings/message', before: 'two', after: 'three' },
    ]);
    const again = (await withTag('post', `${of(made)}/publish`, next.revision).expect(200)).body;
    expect(await ok('get', `${of(made)}/versions?count=true`)).toMatchObject({
      ...{ items: [{ version: 2 }, { version: 1 }], total: { value: 2 } },
    });
    const off = (await withTag('post', `${of(made)}/unpublish`, again.revision).expect(200)).body;
    expect(off).toMatchObject({ status: 'draft', publishedVersion: null });
    expect((await ok('get', '/builder/definitions?search=versioned&status=draft'))['items']).toHaveLength(1);
    await withTag('delete', of(made), off.revision).expect(204);
    expect((await call('get', of(made))).status).toBe(404);
  });

  it('B13: is refused with a name that nothing gives a value, and the one that was meant is told', async () => {
    const body = { name: 'unknown', type: 'event:certificate_uploaded', steps: line(mail('of $(certificate.nc)')) };
    const { status, body: refused } = await call('post', '/builder/definitions', body);
    expect([status, refused.errors]).toEqual([
      422,
      [
        {
          ...{ pointer: '/steps/1/settings/message', code: 'unknown_variable' },
          detail: 'nothing gives "certificate.nc" a value. Did you mean "certificate.cn"?',
        },
      ],
    ]);
    const misspelt = line(step('Tell', 'email', { subject: 'S', mesage: 'M' }));
    expect((await call('post', '/builder/definitions', { ...body, steps: misspelt })).body.errors).toEqual(
      expect.arrayContaining([expect.objectContaining({ pointer: '/steps/1/settings/mesage' })]),
    );
  });

  it('B14: is previewed on a real certificate, and nothing runs', async () => {
    const notAfter = new Date(Date.now() + 30 * 86_400_000);
    const content = buildCertificate({ subject: 'previewed.example', notBefore: new Date(), notAfter });
    const certificate = (await scene.upload(content)).body as Json;
    const made = await draft('previewed', line(mail('$(cn) $(thumbprint) $(ownerroleemail)')));
    const shown = await ok('post', `${of(made)}/preview`, { itemId: certificate['uuid'] });
    const { thumbprint } = await ok('get', `/certificates/${certificate['uuid']}`);
    expect(shown['steps'][1]).toMatchObject({
      settings: { message: `previewed.example ${thumbprint} $(ownerroleemail)` },
      missing: ['ownerroleemail'],
    });
    const gone = await call('post', `${of(made)}/preview`, { itemId: '00000000-0000-4000-8000-000000000000' });
    expect([gone.status, gone.body.errors[0].pointer]).toEqual([422, '/itemId']);
  });

  it('needs the rights that its steps need', async () => {
    const person = await scene.person(['builder:read', 'builder:write']);
    const script = step('Run', 'set_variables', { runtime: 'node', content: 'export default async () => ({})' });
    const body = { name: 'script', type: 'event:certificate_uploaded', steps: line(script) };
    const refused = await call('post', '/builder/definitions', body, person.key);
    expect([refused.status, refused.body.missing]).toEqual([403, ['scripts:write', 'scripts:execute']]);
    const plain = { ...body, name: 'plain', steps: line(mail('x')) };
    expect((await call('post', '/builder/definitions', { ...plain, publish: true }, person.key)).status).toBe(403);
    expect((await call('post', '/builder/definitions', plain, person.key)).status).toBe(201);
  });
});

it('needs the right to publish for whatever holds at once for a published version, and to start for a back-fill', async () => {
  const writer = await scene.person(['builder:read', 'builder:write']);
  const made = await draft('live', line(mail('x')), { publish: true });
  const asWriter = (method: 'patch' | 'delete', definition: Json, body: Json) =>
    product().call(method, of(definition), writer.key).set('If-Match', '*').send(body);
  const refusal = [403, ['builder:publish']];
  for (const body of [{ enabled: false }, { startedBy: 'trigger' }, { name: 'stolen' }]) {
    const refused = await asWriter('patch', made, body);
    expect([body, refused.status, refused.body.missing]).toEqual([body, ...refusal]);
  }
  const removed = await asWriter('delete', made, {});
  expect([removed.status, removed.body.missing]).toEqual(refusal);
  const { items } = await ok('get', '/builder/definitions?type=revocation&status=published');
  const global = items.find(({ isGlobal }: Json) => isGlobal);
  expect((await asWriter('patch', global, { enabled: false })).status).toBe(403);
  const spec = { type: made['type'], enabled: false, steps: line(mail('x')) };
  const document = { apiVersion: 'certloom/v1', kind: 'WorkflowDefinition', metadata: { name: 'live' }, spec };
  const imported = await call('post', '/imports', { documents: [document] }, writer.key);
  expect([imported.status, JSON.stringify(imported.body)]).toEqual([422, expect.stringContaining('builder:publish')]);
  expect(await ok('get', of(made))).toMatchObject({ enabled: true, name: 'live' });
  await asWriter('patch', made, { steps: line(mail('y')) }).expect(200);
  const backfill = { allMembers: true, dryRun: false };
  const refused = await call('post', `${of(made)}/backfill`, backfill, writer.key);
  expect([refused.status, refused.body.missing]).toEqual([403, ['builder:execute']]);
});

it('takes no data of a start in the place of built-in values', async () => {
  const made = await draft('reserved', line(mail('x')), { startedBy: 'trigger', publish: true });
  const data = { ownerroleemail: 'eve@evil.example', cn: 'evil', 'metadata:a/b': 1, ticket: 'T-1' };
  const { status, body } = await call('post', `${of(made)}/start`, { data });
  expect([status, body.errors.map(({ code, pointer }: Json) => `${code} ${pointer}`)]).toEqual([
    422,
    ['reserved_name /data/ownerroleemail', 'reserved_name /data/cn', 'reserved_name /data/metadata:a~1b'],
  ]);
});

it('starts an instance of an item, once for a key of idempotency and never for another body', async () => {
  const made = await draft('once', line(), { startedBy: 'trigger', publish: true });
  const start = (body: Json) =>
    product()
      .call('post', `${of(made)}/start`)
      .set('Idempotency-Key', 'once-1')
      .send(body);
  const lacking = (await start({ data: { ticket: 1 } }).expect(422)).body;
  expect(lacking.errors).toMatchObject([{ pointer: '/itemUuid', code: 'required' }]);
  const body = { itemUuid: await anyItem(), data: { ticket: 1, more: { a: [], b: {} } } };
  const first = (await start(body).expect(202)).body;
  expect((await start(body).expect(202)).body.uuid).toBe(first.uuid);
  const other = await start({ ...body, data: { ticket: 2 } });
  expect([other.status, other.body.code]).toEqual([422, 'idempotency_mismatch']);
});

describe('enrollments', () => {
  const raProfile = async (name: string) => String((await scene.make('/ra-profiles', { name }))['uuid']);

  it('B11: get Enroll before End, and no second one', async () => {
    const keys = [{ raProfile: await raProfile('B11') }];
    const made = await draft('enrolls', line(mail('x')), { type: 'enrollment', keys });
    expect(made['steps'].map(({ type }: Json) => type)).toEqual(['start', 'email', 'enroll', 'end']);
    const twice = line(step('A', 'enroll'), step('B', 'enroll'));
    const refused = await call('post', '/builder/definitions', {
      name: 'twice',
      type: 'enrollment',
      keys,
      steps: twice,
    });
    expect([refused.status, refused.body.errors[0].code]).toEqual([422, 'step_twice']);
  });

  it('B12: have one published definition for a key, beside the global one, which cannot be deleted', async () => {
    const keys = [{ raProfile: await raProfile('B12') }];
    const more = { type: 'enrollment', keys, publish: true };
    const one = await draft('first', line(), more);
    const other = await call('post', '/builder/definitions', { name: 'second', steps: line(), ...more });
    expect([other.status, other.body.code, other.body.definitionUuid]).toEqual([409, 'conflict', one['uuid']]);
    const { items } = await ok('get', '/builder/definitions?type=enrollment&status=published');
    const global = items.find(({ isGlobal }: Json) => isGlobal);
    expect(global).toMatchObject({ keys: [], publishedVersion: 1 });
    await withTag('delete', of(global), global.revision).expect(409);
    await withTag('delete', of(one), one['revision']).expect(204);
  });
});

it('keeps what a definition refers to from being deleted', async () => {
  const script = { name: 'kept', runtime: 'bash', content: 'true', categories: ['workflow'] };
  await ok('post', '/scripts', script);
  const query = { source: 'property', field: 'COMMON_NAME', operator: 'EQUALS', value: 'kept.example' };
  const collection = await ok('post', '/collections', { name: 'Kept', query });
  const connection = await ok('post', '/connections', { name: 'Kept', baseUrl: 'https://kept.example' });
  const attribute = await ok('post', '/custom-attributes', { name: 'Kept', contentType: 'string' });
  const steps = line(
    step('Run', 'custom_script', { scriptName: 'kept' }),
    step('Ask', 'rest_request', { connection: connection['uuid'], method: 'GET' }),
    step('Mark', 'update_attribute', { name: 'Kept', value: 'yes' }),
  );
  const keys = [{ collection: collection['uuid'] }];
  const { uuid, name } = await draft('keeper', steps, { type: 'certificate_entered_collection', keys });
  const paths = [
    ...['/scripts/kept', `/collections/${collection['uuid']}`, `/connections/${connection['uuid']}`],
    `/custom-attributes/${attribute['uuid']}`,
  ];
  for (const path of paths) {
    const refused = await product().call('delete', path).set('If-Match', '*');
    expect([path, refused.status, refused.body.code]).toEqual([path, 409, 'in_use']);
    expect(refused.body.usedBy).toMatchObject([{ kind: 'definition', uuid, name }]);
  }
});

describe('what definitions are made of', () => {
  it('is told: kinds of steps with the schema of their settings, types with their variables', async () => {
    const { items } = await ok('get', '/builder/step-types');
    const email = items.find(({ type }: Json) => type === 'email');
    expect(email).toMatchObject({
      outputs: ['continue', 'onError'],
      settingsSchema: { required: ['subject', 'message'] },
    });
    const types = (await ok('get', '/builder/types'))['items'];
    const enrollment = types.find(({ type }: Json) => type === 'enrollment');
    expect(enrollment.variables.map(({ name }: Json) => name)).toContain('enrollment.fields');
  });

  it.each(['pwsh', 'node', 'native'])('is begun with a template, in the form %s', async (variant) => {
    const path = '/builder/templates/update-enrollment-field/instantiate';
    const made = await ok('post', path, { name: `field ${variant}`, variant, values: { field: 'A', value: 7 } });
    expect(made).toMatchObject({ type: 'enrollment', status: 'draft' });
    expect(JSON.stringify(made['steps'])).toContain('7');
    expect((await ok('get', '/builder/templates'))['items']).toHaveLength(3);
  });
});
