import { randomBytes } from 'node:crypto';
import { accountMissing, acmeDirectory, acmeExchange } from '../../../../test/support/acme-session';
import type { AcmeSettings } from '../../../domain/authorities/acme-settings';
import type { AuthorityInstance } from '../../../domain/authorities/instance';
import { createSecretBox } from '../../../secrets/secret-box';
import type { AcmeAccount, AcmeAccountStore } from '../../../store/authorities/acme-accounts';
import { createAcmeAccounts } from './accounts';
import { createAcmeRequests } from './requests';

const settings: AcmeSettings = {
  ...{ kind: 'acme', directoryUrl: 'https://ca.example/dir', contact: [], termsOfServiceAgreed: true, profile: null },
  ...{ challenge: 'http-01', accountBindingKeyId: null, dnsUpdate: null },
};
const instance: AuthorityInstance = {
  ...{ uuid: 'a', name: 'a', description: '', enabled: true, settings, secrets: {}, revision: 1 },
};

it('makes one account, keeps its key sealed, and makes it anew where the authority has lost it', async () => {
  const rows: AcmeAccount[] = [];
  const store: AcmeAccountStore = {
    find: async () => rows[0] ?? null,
    keepFirst: async (row) => (rows.length === 0 ? (rows.push(row), row) : rows[0]!),
    change: async (_id, change) => void rows.splice(0, 1, { ...rows[0]!, ...change }),
  };
  const { exchange, asked } = acmeExchange(
    ...[{ nonce: 'n' }, { location: 'https://ca.example/1', nonce: 'n' }, { nonce: 'n' }],
    ...[{ ...accountMissing, nonce: 'n' }, { location: 'https://ca.example/2', nonce: 'n' }, { nonce: 'n' }],
  );
  const directories = { get: async () => acmeDirectory, read: async () => acmeDirectory };
  const box = createSecretBox([randomBytes(32)]);
  const accounts = createAcmeAccounts({ store, box, directories, requests: createAcmeRequests(exchange) });
  const request = { what: 'do it', url: 'https://ca.example/x', payload: null };
  await (await accounts.open(instance, settings)).post(request);
  expect(rows[0]).toMatchObject({ accountUrl: 'https://ca.example/1', sealedKey: expect.stringMatching(/^v1\./) });
  await (await accounts.open(instance, settings)).post(request);
  expect(rows[0]!.accountUrl).toBe('https://ca.example/2');
  expect(asked.filter(({ url }) => url === acmeDirectory.newAccount)).toHaveLength(2);
});
