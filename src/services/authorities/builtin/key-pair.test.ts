import { randomBytes, verify, createPublicKey } from 'node:crypto';
import { builtinInMemory } from '../../../../test/support/builtin-authority';
import { createSecretBox } from '../../../secrets/secret-box';
import { newKey, openKeyPair, sealKey } from './key-pair';

const box = createSecretBox([randomBytes(32)]);

it.each(['rsa3072', 'ecP256', 'ecP384', 'ed25519'] as const)('makes keys of kind %s', async (algorithm) => {
  const { privateKey, spki } = await newKey(algorithm);
  const type = { rsa3072: 'rsa', ecP256: 'ec', ecP384: 'ec', ed25519: 'ed25519' }[algorithm];
  expect([privateKey.asymmetricKeyType, createPublicKey({ key: spki, format: 'der', type: 'spki' }).type]).toEqual([
    type,
    'public',
  ]);
});

describe('a stored pair', () => {
  const made = async () => {
    const ca = builtinInMemory();
    await ca.cas.findOrMake(ca.instance.uuid, ca.instance.settings);
    return { ...ca, row: ca.caRows.get(ca.instance.uuid)! };
  };

  it('signs again, and shows no key', async () => {
    const { row, deps, instance } = await made();
    const opened = openKeyPair(deps.box, instance.uuid, row.issuing);
    const content = Buffer.from('content');
    const key = createPublicKey({ key: opened.spki, format: 'der', type: 'spki' });
    expect(verify('sha256', content, key, await opened.signer.sign(content))).toBe(true);
    expect(row.issuing.sealedKey).toMatch(/^v1\./);
  });

  it('opens for its own certificate only', async () => {
    const { row, deps, instance } = await made();
    const { privateKey } = await newKey('ecP256');
    expect(() => openKeyPair(deps.box, `${instance.uuid}-root`, row.issuing)).toThrow('cannot be opened');
    expect(() => openKeyPair(box, instance.uuid, row.issuing)).toThrow('cannot be opened');
    const other = { ...row.issuing, sealedKey: sealKey(deps.box, instance.uuid, privateKey) };
    expect(() => openKeyPair(deps.box, instance.uuid, other)).toThrow('does not belong');
  });
});
