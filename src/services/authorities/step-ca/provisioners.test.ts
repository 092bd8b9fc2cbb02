import { generateKeyPairSync } from 'node:crypto';
import { stepCa, stepCaSettings } from '../../../../test/support/step-ca';
import {
  provisionerJwe,
  provisionerPassword,
  provisionerPublicKey,
} from '../../../../test/support/step-ca-provisioner';
import { createProvisioners } from './provisioners';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const own = { type: 'JWK', name: 'me', key: { ...publicKey.export({ format: 'jwk' }), kid: 'own' } };
const encrypted = { type: 'JWK', name: 'me', key: provisionerPublicKey, encryptedKey: provisionerJwe };
const acme = { type: 'ACME', name: 'acme' };
const list = (...provisioners: object[]) => ({ json: { provisioners } });
const ownKey = JSON.stringify(privateKey.export({ format: 'jwk' }));

function scene(answers: readonly object[], secrets: Readonly<Record<string, string>> = {}) {
  const server = stepCa(answers, secrets);
  const clock = { at: 0 };
  const provisioners = createProvisioners({ ...server, now: () => new Date(clock.at) });
  return { ...server, clock, provisioners, get: () => provisioners.get(server.instance, stepCaSettings) };
}

it('opens the key with the password, and holds it for a minute', async () => {
  const page = { json: { provisioners: [acme], nextCursor: 'a b' } };
  const { get, asked, clock, provisioners, instance } = scene(
    [page, list(encrypted), list(own, encrypted), list(own)],
    {
      provisionerPassword,
    },
  );
  expect(await get()).toMatchObject({ name: 'me', keyId: provisionerPublicKey.kid });
  await get();
  expect(asked.map(({ url }) => url)).toEqual(
    ['', 'a%20b'].map((cursor) => `https://ca.example/1.0/provisioners?limit=100&cursor=${cursor}`),
  );
  clock.at = 60_000;
  await get();
  provisioners.forget(instance);
  await expect(get()).rejects.toMatchObject({ code: 'provisioner_key_missing' });
  expect(asked).toHaveLength(4);
});

it('takes the key that it is given, where it is that of the provisioner', async () => {
  expect(await scene([list(encrypted, own)], { provisionerKey: ownKey }).get()).toMatchObject({ keyId: 'own' });
  for (const provisionerKey of [ownKey, '{"kty":"EC","d":"x"}', 'text'])
    await expect(scene([list(encrypted)], { provisionerKey }).get()).rejects.toMatchObject({
      ...{ code: 'provisioner_key_wrong', isFinal: true, message: expect.not.stringContaining('"d"') },
    });
});

it.each([
  ['no secret', [list(encrypted)], {}, 'provisioner_key_missing', 'neither'],
  ['another password', [list(encrypted)], { provisionerPassword: 'x' }, 'provisioner_password_wrong', 'does not open'],
  [
    'none of that name',
    [list({ ...own, name: 'you' }, acme)],
    {},
    'provisioner_unknown',
    'no JWK provisioner me, but you',
  ],
  ['none at all', [list(acme)], {}, 'provisioner_unknown', 'none at all'],
  ['what is no step-ca', [{ json: [] }], {}, 'not_a_step_ca', 'not that of a step-ca server'],
])('says what is wrong with %s', async (_case, answers, secrets, code, words) => {
  await expect(scene(answers, secrets as Record<string, string>).get()).rejects.toMatchObject({
    ...{ code, isFinal: true, message: expect.stringContaining(words) },
  });
});
