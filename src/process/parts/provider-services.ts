import type { HttpFetcher } from '../../outbound/http-fetcher';
import { createRowSeal } from '../../secrets/row-seal';
import { createProviderClient } from '../../services/sign-in/provider-client';
import type { Foundation } from '../foundation';
import { namedSecretsOf } from './named-secrets';

/** What talks to providers of OpenID Connect, and keeps what they are told at signing out. */
export function createProviderServices(foundation: Foundation, fetcherFor: (ca: string | null) => HttpFetcher) {
  const { stores, publicUrl, now, keysFor } = foundation;
  const { open: openSecret } = namedSecretsOf(foundation);
  const box = createRowSeal(keysFor('id token hints'));
  const client = createProviderClient({ fetcherFor, openSecret, publicUrl, now });

  return {
    client,

    /** For the row of a session of this user. */
    seal: (idToken: string, user: string) => Buffer.from(box.seal(Buffer.from(idToken), user)).toString('base64'),

    /** Where a browser goes on to sign out there; null to stay. */
    async leaveProvider(name: string, hint: string | undefined, user: string): Promise<string | null> {
      const provider = await stores.identityProviders.byName(name);
      if (provider?.signsOutThere !== true) return null;
      const idToken = hint === undefined ? undefined : box.open(Buffer.from(hint, 'base64'), user);
      return client.leave(provider, idToken === undefined ? undefined : Buffer.from(idToken).toString('utf8'));
    },
  };
}
