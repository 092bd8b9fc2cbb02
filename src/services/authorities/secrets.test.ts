import { randomBytes } from 'node:crypto';
import { builtinSettings } from '../../../test/support/builtin-authority';
import type { AuthorityKindTraits, AuthoritySettings } from '../../domain/authorities/instance';
import { createSecretBox } from '../../secrets/secret-box';
import { openSecretOf, sealSettings, type GivenSettings, type KeptSettings } from './secrets';

const box = createSecretBox([randomBytes(32)]);
const uuid = 'a1';
/** A kind that has secrets, and sends them to an address. */
const traits: AuthorityKindTraits<AuthoritySettings> = {
  secrets: ['token'],
  saysWhenToRenew: false,
  address: (settings) => (settings as unknown as { readonly address: string }).address,
};
const given = (change: object): GivenSettings => ({ ...builtinSettings, address: 'https://one.test', ...change });
const seal = (change: object, before: KeptSettings | null = null) =>
  sealSettings(given(change), { uuid, before, box }, traits);
const opened = (kept: KeptSettings) =>
  openSecretOf({ uuid, name: '', description: '', enabled: true, revision: 1, ...kept }, 'token', box, traits);

it('parts secrets from settings, and seals them', () => {
  const kept = seal({ token: 'secret' });
  expect(kept.settings).not.toHaveProperty('token');
  expect(JSON.stringify(kept)).not.toContain('secret"');
  expect(opened(kept)).toBe('secret');
  expect(opened(seal({}))).toBeNull();
});

it('keeps what is left out, takes away what is null, replaces what is given', () => {
  const before = seal({ token: 'secret' });
  expect(seal({ other: 1 }, before).secrets).toEqual(before.secrets);
  expect(seal({ token: null }, before).secrets).toEqual({});
  expect(opened(seal({ token: 'newer' }, before))).toBe('newer');
});

it('sends no stored secret to another address', () => {
  const before = seal({ token: 'secret' });
  expect(() => seal({ address: 'https://evil.test' }, before)).toThrow('given for https://one.test');
  expect(opened(seal({ address: 'https://two.test', token: 'newer' }, before))).toBe('newer');
  const moved = { ...before, settings: given({ address: 'https://evil.test' }) };
  expect(() => opened(moved)).toThrow('cannot be opened');
});
