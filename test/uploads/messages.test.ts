import { createScene, property } from '../acceptance/scene';
import { buildCertificate, toPem } from '../hostile/certificate-builder';
import { dump, found, textCanary } from '../privacy/searched';
import { productOfFile } from '../support/product';

const product = productOfFile();
const scene = createScene(product);
const ending = (text: string) => property('COMMON_NAME', 'ENDS_WITH', text);

it('an ignore trigger tells the uploader what to do, of this certificate, and nothing of it is kept', async () => {
  const message = '{{ certificate.commonName }} is no name of ours, {{ uploader.name }}: {{ trigger.name }}';
  const [speaking, silent] = [
    await scene.ignore({ condition: ending('.refused'), message }),
    await scene.ignore({ condition: ending('secret.refused') }),
  ];
  expect(speaking).toMatchObject({ message });
  await scene.attach({ ignore: [speaking, silent] });
  const told = (name: string) => ({
    ...{ uuid: speaking.uuid, name: speaking.name },
    message: `${name} is no name of ours, admin: ${speaking.name}`,
  });

  const der = buildCertificate({ subject: 'very-secret.refused' });
  const headers = { 'Idempotency-Key': 'once-and-again' };
  const sync = await scene.upload(der, { headers });
  expect(sync.status).toBe(422);
  expect(sync.body.matchedTriggers).toEqual([told('very-secret.refused'), { uuid: silent.uuid, name: silent.name }]);
  // The same from the same bytes.
  expect((await scene.upload(der, { headers })).body.matchedTriggers).toEqual(sync.body.matchedTriggers);

  const bundle = await scene.upload(
    Buffer.from(['one.refused', 'two.refused'].map((subject) => toPem(buildCertificate({ subject }))).join('')),
  );
  expect(bundle.status).toBe(207);
  expect(bundle.body.items.map((item: { matchedTriggers: unknown }) => item.matchedTriggers)).toEqual([
    [told('one.refused')],
    [told('two.refused')],
  ]);

  // Later nothing is known of the certificate.
  const unknown = { ...told(''), message: `is no name of ours, admin: ${speaking.name}` };
  const late = await scene.upload(buildCertificate({ subject: 'three.refused' }), { async: true });
  expect((await scene.ended(late.body.uploadId)).matchedTriggers).toEqual([unknown]);
  expect((await scene.read(`/uploads/${bundle.body.uploadId}`)).items[1].matchedTriggers).toEqual([unknown]);

  const canaries = [textCanary('name', 'very-secret.refused'), textCanary('name in a bundle', 'two.refused')];
  for (const [place, text] of await dump(product().foundation.db, [])) expect(found(place, text, canaries)).toEqual([]);
  expect(found('log', product().logLines.join(''), canaries)).toEqual([]);
});

it('a message is checked when it is saved', async () => {
  const base = { name: 'message to check', event: 'certificate_uploaded', kind: 'ignore' };
  const faultsOf = async (change: object) => {
    const { status, body } = await product()
      .call('post', '/triggers')
      .send({ ...base, ...change });
    return [
      status,
      ...(body.errors ?? []).map(({ pointer, code }: { pointer: string; code: string }) => `${pointer} ${code}`),
    ];
  };
  expect(await faultsOf({ message: '{{ data.subjectDn }}' })).toEqual([422, '/message invalid_template']);
  expect(await faultsOf({ message: "{% include 'x' %}" })).toEqual([422, '/message invalid_template']);
  expect(await faultsOf({ message: 'x'.repeat(2_001) })).toEqual([422, '/message too_large']);
  expect(await faultsOf({ event: 'certificate_expiring', message: 'x' })).toEqual([
    422,
    '/message message_not_allowed',
  ]);
});

it('new fields of conditions and copies work from the upload to the search', async () => {
  const [issuer, end, days] = [
    await scene.attribute(),
    await scene.attribute({ contentType: 'datetime' }),
    await scene.attribute({ contentType: 'float' }),
  ];
  const copy = (attribute: { name: string }, field: string) => ({
    type: 'setCustomAttribute',
    name: attribute.name,
    copyFrom: { source: 'property', field },
  });
  const condition = {
    all: [
      property('SECURITY_BITS', 'EQUALS', 128),
      property('CURVE', 'EQUALS', 'P-256'),
      property('LIFETIME_DAYS', 'EQUALS', 10),
      property('LIFETIME_USED_PERCENT', 'LESSER', 100),
      property('UPLOADED_BY', 'EQUALS', 'admin'),
      property('EXTENDED_KEY_USAGE', 'EMPTY'),
      property('POLICY_OIDS', 'EMPTY'),
      property('MICROSOFT_TEMPLATE', 'EMPTY'),
      property('COMMON_NAME', 'EQUALS', 'fields.example.test'),
    ],
  };
  const act = await scene.act([copy(issuer, 'ISSUERDN'), copy(end, 'NOT_AFTER'), copy(days, 'LIFETIME_DAYS')], {
    condition,
  });
  await scene.attach({ actions: [act] });
  const notBefore = new Date(Math.floor(Date.now() / 1_000) * 1_000 - 86_400_000);
  const notAfter = new Date(notBefore.getTime() + 10 * 86_400_000);
  const { body, status } = await scene.upload(
    buildCertificate({ subject: 'fields.example.test', notBefore, notAfter }),
  );
  expect(status).toBe(201);
  const certificate = await scene.read(`/certificates/${body.uuid}`);
  expect(certificate).toMatchObject({
    securityBits: 128,
    lifetimeDays: 10,
    microsoftTemplate: null,
    uploadedBy: 'admin',
  });
  const values = Object.fromEntries(
    certificate.customAttributes.map(({ name, content }: { name: string; content: { data: unknown }[] }) => [
      name,
      content[0]?.data,
    ]),
  );
  expect(values).toEqual({
    [issuer.name]: 'CN=fields.example.test',
    [end.name]: notAfter.toISOString(),
    [days.name]: 10,
  });

  const search = (filter: object) => product().call('post', '/certificates/search').send({ filter, count: true });
  expect((await search(condition)).body).toMatchObject({ items: [{ uuid: body.uuid }], total: { value: 1 } });
  const used = (operator: string, value: number) => ({
    all: [condition, property('LIFETIME_USED_PERCENT', operator, value)],
  });
  expect((await search(used('GREATER', 9))).body.items).toHaveLength(1);
  expect((await search(used('GREATER', 11))).body.items).toHaveLength(0);
});
