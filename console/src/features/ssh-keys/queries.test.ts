import { expect, it } from 'vitest';
import { toSave } from './queries';

it('leaves out what the public part says itself', () => {
  const draft = { fingerprint: 'SHA256:a', keyType: 'ssh-rsa', keyLength: 2048, comment: 'c', userName: 'u' };
  expect(toSave(draft)).toEqual(draft);
  expect(toSave({ ...draft, publicKey: 'ssh-ed25519 AAAA' })).toEqual({ publicKey: 'ssh-ed25519 AAAA', userName: 'u' });
});
