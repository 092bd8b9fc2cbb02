import { contentTypes, isSecretType } from './attribute';

it('takes secrets and credentials for secret, and nothing else', () => {
  expect(contentTypes.filter(isSecretType)).toEqual(['secret', 'credential']);
  expect(isSecretType('of a later release')).toBe(false);
});
