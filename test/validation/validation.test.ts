import { eventually } from '../acceptance/scene';
import { productOfFile } from '../support/product';
import { createValidationScene } from './scene';

/* Replies are JSON of any shape; the assertions say what is expected of them. */
/* eslint-disable @typescript-eslint/no-explicit-any */

const product = productOfFile(() => ({ env: { CERTLOOM_OUTBOUND_ALLOW: '127.0.0.1' } }));
const { call, authority, issued, stored, trust, validate } = createValidationScene(product);

/** The statuses that firings of this certificate tell of, the first one first. */
async function fired(uuid: string): Promise<string[]> {
  const query = `event=certificate_status_changed&resource=certificates&objectUuid=${uuid}&sort=occurredAt`;
  const { body } = await call('get', `/event-history?${query}`).expect(200);
  const firings = body.items as { readonly firingId: string; readonly status: string }[];
  return firings.map(({ status }) => status);
}

const statusOf = (validation: any) =>
  Object.fromEntries((validation.checks as any[]).map(({ check, status }) => [check, status]));

it('X11 follows a certificate of a real CA from valid to revoked, each change fired once', async () => {
  const ca = await authority('Follow');
  const [issuing, root] = await ca.issuers();
  const certificate = await issued(ca);
  const leaf = await stored(certificate);

  // Nothing of the CA is in the inventory: the issuing one is fetched, the top is not trusted.
  const alone = await validate(leaf);
  expect(alone).toMatchObject({
    status: 'invalid',
    fault: { code: expect.stringMatching(/issuer_missing|not_trusted/) },
  });
  expect(alone.path.length).toBeGreaterThan(1);

  const rootUuid = await stored(root!);
  await trust(rootUuid, true);
  const valid = await validate(leaf);
  expect(valid).toMatchObject({ status: 'valid', fault: null });
  expect(statusOf(valid)).toMatchObject({
    certificate_chain: 'valid',
    signature: 'valid',
    certificate_validity: 'valid',
    ocsp_verification: 'valid',
    crl_verification: 'valid',
  });
  expect(valid.path).toHaveLength(3);
  expect(valid.evidence.map(({ kind }: any) => kind)).toEqual(expect.arrayContaining(['list', 'answer']));

  const request = { key: 'revoke-1', certificate, reason: 'keyCompromise' } as const;
  expect(await ca.revoke(request)).toMatchObject({ kind: 'revoked' });
  // Two at once: one writes the change.
  await Promise.all([validate(leaf), validate(leaf)]);
  const { body } = await call('get', `/certificates/${leaf}`).expect(200);
  expect(body).toMatchObject({
    state: 'revoked',
    validationStatus: 'revoked',
    revocation: { reason: 'keyCompromise' },
  });

  await eventually('three firings', async () => (await fired(leaf)).length === 3);
  expect(await fired(leaf)).toEqual(['finished', 'finished', 'finished']);
  const { body: history } = await call('get', `/certificates/${leaf}/history?limit=50`).expect(200);
  const changes = (history.items as any[]).filter(({ event }) => event === 'updateValidationStatus');
  expect(changes.map(({ message }) => message).sort()).toEqual([
    'validation status changed from invalid to valid',
    'validation status changed from not_checked to invalid',
    'validation status changed from valid to revoked',
  ]);
  expect(issuing).toBeDefined();
});

it('validates what a CA has issued again when the CA is trusted no longer, and tells by a trigger', async () => {
  const ca = await authority('Trusted');
  const [issuing, root] = await ca.issuers();
  const rootUuid = await stored(root!);
  await stored(issuing!);
  await trust(rootUuid, true);
  const leaf = await stored(await issued(ca));
  expect(await validate(leaf)).toMatchObject({ status: 'valid' });
  const { body: group } = await call('post', '/groups').send({ name: 'distrusted' }).expect(201);
  const condition = {
    source: 'property',
    field: 'CERTIFICATE_VALIDATION_STATUS',
    operator: 'EQUALS',
    value: ['invalid'],
  };
  const { body: trigger } = await call('post', '/triggers')
    .send({
      ...{ name: 'mark what is not trusted', event: 'certificate_status_changed', kind: 'action', condition },
      actions: [{ id: 'a', type: 'setGroups', groups: [group.uuid], mode: 'add' }],
    })
    .expect(201);
  await call('put', '/trigger-sets/certificate_status_changed').send({ ignore: [], actions: [trigger.uuid] });

  await trust(rootUuid, false);
  await eventually('the trigger of the member', async () => {
    const { body } = await call('get', `/certificates/${leaf}`).expect(200);
    return body.validationStatus === 'invalid' && body.groups[0] === group.uuid;
  });
});

it('checks many because somebody asks for it, and refuses a selection that is none', async () => {
  const ca = await authority('Many');
  const [, root] = await ca.issuers();
  const uuid = await stored(root!);
  const { body } = await call('post', '/certificates/validate')
    .send({ certificates: [uuid] })
    .expect(202);
  expect(body).toEqual({ requested: 1, more: false });
  const found = await eventually('the validation', async () => {
    const { body: validation } = await call('get', `/certificates/${uuid}/validation`).expect(200);
    return validation.checkedAt !== null && validation;
  });
  expect(found).toMatchObject({ status: 'invalid', fault: { code: 'not_trusted' } });
  await call('post', '/certificates/validate').send({}).expect(422);
});
