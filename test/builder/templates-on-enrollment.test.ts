/** The template that changes a field of a request, on the real engines, with a step-ca that puts the fields into the certificate. */
import { setTimeout as sleep } from 'node:timers/promises';
import { readCertificate } from '../../src/x509/facts';
import { eventually } from '../acceptance/scene';
import { createOperationScene, requestFor } from '../authorities/scene';
import { startAcmeServers, type AcmeServers } from '../support/acme-servers';
import { productOfFile } from '../support/product';
import { provisionerPassword } from '../support/step-ca-provisioner';
import { itOnPwsh, pwshEnv } from './pwsh';
import { createBuilderScene, isEnded, type Json } from './scene';

let servers: AcmeServers;
// Building the servers is part of it where they are not there yet.
beforeAll(async () => {
  servers = await startAcmeServers({ nonceRejectPercent: 0 });
}, 30 * 60_000);
afterAll(() => servers?.stop());
const product = productOfFile(() => ({
  env: { CERTLOOM_OUTBOUND_ALLOW: '127.0.0.1', CERTLOOM_OUTBOUND_CA: servers.trust, ...pwshEnv },
}));
const scene = createOperationScene(product);
const builder = createBuilderScene(product);

const fields = { A: 'as sent', B: { n: 7, list: [true, 'two'] } };
const raProfileOf = async (name: string) => {
  const { stepUrl: url, stepFieldsProvisioner: provisioner } = servers;
  return (await scene.binding(name, { kind: 'step-ca', url, provisioner, provisionerPassword })).ra;
};

/** Asks for a certificate with the fields; gives what the authority has had of them. */
async function enrolled(raProfile: string, name: string): Promise<Json> {
  const body = { raProfile, csr: await requestFor([name]), fields };
  const { uuid } = await builder.ok('post', '/certificates/requests', body);
  const done = await eventually(`the end of ${uuid}`, async () => {
    await sleep(100);
    const found = await builder.ok('get', `/operations/${uuid}`);
    return found['finishedAt'] !== null && found;
  });
  expect(done).toMatchObject({ state: 'issued', errorCode: null });
  const { facts } = readCertificate(await scene.contentOf(done['issuedCertificate']));
  const valueOf = (wanted: string) => facts.subjectAttributes.find((one) => one.name === wanted)?.value ?? '';
  return { a: valueOf('O'), all: JSON.parse(valueOf('OU')) as unknown };
}

async function changes(variant: string): Promise<void> {
  const raProfile = await raProfileOf(`fields ${variant}`);
  const made = await builder.ok('post', '/builder/templates/update-enrollment-field/instantiate', {
    ...{ name: `fields ${variant}`, keys: [{ raProfile }], variant, values: { field: 'A', value: 'changed' } },
  });
  const { uuid, revision } = made;
  await product().call('post', `/builder/definitions/${uuid}/publish`).set('If-Match', `"${revision}"`).expect(200);

  const had = await enrolled(raProfile, `${variant}.example.com`);
  expect(had).toEqual({ a: 'changed', all: { ...fields, A: 'changed' } });

  const { items } = await builder.ok('get', `/builder/instances?definitionUuid=${uuid}`);
  expect(items).toHaveLength(1);
  const instance = await builder.until(items[0].uuid, isEnded);
  const steps = (instance['steps'] as Json[]).map(({ uniqueName, status }) => `${uniqueName} ${status}`);
  expect([instance['status'], steps]).toEqual([
    ...['complete', ['Start done', 'SetField done', 'Enroll done', 'End done']],
  ]);
}

it('the authority has the fields of a request as they were sent, where no definition changes them', async () => {
  const raProfile = await raProfileOf('fields as sent');
  expect(await enrolled(raProfile, 'sent.example.com')).toEqual({ a: 'as sent', all: fields });
});

it.each(['native', 'node'])('B22 in the form %s changes field A, and the authority has B as sent', (variant) =>
  changes(variant),
);
itOnPwsh('B22 in the form pwsh changes field A, and the authority has B as sent', () => changes('pwsh'));
