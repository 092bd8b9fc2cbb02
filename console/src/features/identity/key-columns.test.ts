import { expect, it } from 'vitest';
import { keyState, whyNotRevoked } from './key-columns';

const now = new Date('2030-01-01T00:00:00Z');

it.each([
  [{ revokedAt: null, expiresAt: null }, 'works'],
  [{ revokedAt: null, expiresAt: '2030-01-01T00:00:01Z' }, 'works'],
  [{ revokedAt: null, expiresAt: '2030-01-01T00:00:00Z' }, 'expired'],
  [{ revokedAt: '2029-01-01T00:00:00Z', expiresAt: '2029-06-01T00:00:00Z' }, 'revoked'],
])('%j %s', (key, state) => expect(keyState(key, now)).toBe(state));

it('says why a key cannot be revoked', () => {
  expect(whyNotRevoked({ chosen: false, revokedAt: null })).toBeUndefined();
  expect(whyNotRevoked({ chosen: true, revokedAt: null })).toContain('configuration');
  expect(whyNotRevoked({ chosen: false, revokedAt: '2029-01-01T00:00:00Z' })).toContain('already');
});
