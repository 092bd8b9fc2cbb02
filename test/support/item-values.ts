import { createItemValues } from '../../src/services/builder/values';
import { certificateOf } from './builders';
import { operationOf, revocationOf } from './operations';

/** A certificate, requests and a key that values of tokens are asked of. */

export const at = new Date('2030-01-01T00:00:00Z');
const web = certificateOf('c-web', { commonName: 'web', raProfile: 'ra', thumbprint: 'AB', notAfter: at });
export const itemValues = createItemValues({
  certificate: (uuid) => Promise.resolve(uuid === 'c-web' ? web : null),
  contentOf: () => Promise.resolve(Buffer.from('der')),
  operation: (uuid) => Promise.resolve(uuid === 'o' ? operationOf('o') : uuid === 'r' ? revocationOf('r') : null),
  sshKey: (uuid) =>
    Promise.resolve(
      uuid === 'k'
        ? {
            ...{ uuid, revision: 1, fingerprint: 'SHA256:x', keyType: 'ssh-rsa', keyLength: 2048, comment: 'me' },
            ...{ userName: 'u', serverLogons: [], createdAt: at, ownerMail: 'o@x.example' },
          }
        : undefined,
    ),
  endpointCheck: () => Promise.resolve({ state: 'warning', detail: 'soon', nextUpdate: at, thisUpdate: null }),
  recorded: () => Promise.resolve(undefined),
  authorityName: () => Promise.resolve('CA 1'),
  directory: () =>
    Promise.resolve({
      raProfiles: new Map([['ra', { name: 'Web', authorityInstanceUuid: 'ca' }]]),
      ...{ groups: new Map(), users: new Map() },
    } as never),
  ...{ lifetimeDays: () => Promise.resolve(365), now: () => at },
});
