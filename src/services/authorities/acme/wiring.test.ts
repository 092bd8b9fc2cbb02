import { randomBytes } from 'node:crypto';
import type { AcmeSettings } from '../../../domain/authorities/acme-settings';
import type { AuthorityInstance } from '../../../domain/authorities/instance';
import { createSecretBox } from '../../../secrets/secret-box';
import type { RememberedRevocations } from '../remembered-revocations';
import { createAcme, type AcmeDeps } from './wiring';

it('asks the directory through the fetcher that it is given', async () => {
  const asked: string[] = [];
  const service = createAcme({
    stores: {} as AcmeDeps['stores'],
    box: createSecretBox([randomBytes(32)]),
    fetcher: {
      fetch: async (url) => {
        asked.push(url);
        return { kind: 'refused', code: 'address_not_allowed', detail: 'No.' };
      },
    },
    ask: async () => undefined,
    dns: async () => Buffer.alloc(0),
    remembered: {} as RememberedRevocations,
    answersHttp: true,
    now: () => new Date(),
  });
  const settings = { kind: 'acme', directoryUrl: 'https://ca.example/dir' } as AcmeSettings;
  await expect(service.open({ uuid: 'a' } as AuthorityInstance, settings).probe()).rejects.toThrow('No.');
  expect(asked).toEqual(['https://ca.example/dir']);
});
