import { acmeDirectory } from '../../../../test/support/acme-session';
import type { AcmeSettings } from '../../../domain/authorities/acme-settings';
import type { AuthorityInstance } from '../../../domain/authorities/instance';
import { createAcmeService, type AcmeServiceDeps } from './service';

const settings = { kind: 'acme', challenge: 'http-01', directoryUrl: 'https://ca.example/dir', profile: 'none' };

function service(answersHttp: boolean) {
  const directories = { get: async () => acmeDirectory, read: async () => acmeDirectory };
  const store = { find: async () => null };
  return createAcmeService({ directories, store, answersHttp } as unknown as AcmeServiceDeps);
}

it('warns where nobody answers over HTTP', () => {
  const given = settings as unknown as AcmeSettings;
  expect(service(false).warnings!(given)).toMatchObject([{ code: 'challenges_not_answered' }]);
  expect(service(true).warnings!(given)).toEqual([]);
  expect(service(false).warnings!({ ...given, challenge: 'dns-01' })).toEqual([]);
});

it('names the profiles that there are, and has no list and no certificates before the first order', async () => {
  const acme = service(true).open({ uuid: 'a' } as AuthorityInstance, settings as unknown as AcmeSettings);
  await expect(acme.probe()).rejects.toThrow('no profile none, but classic');
  expect([await acme.issuers(), await acme.crl()]).toEqual([[], null]);
});
