import { CertloomError } from '../../domain/problem';
import type { OneTimeAddresses } from '../../services/sign-in/one-time-address';
import { defineRoute, type Route } from '../http/route';
import { isoDate, z } from '../http/schemas';

const address = z
  .strictObject({
    url: z.string().openapi({ description: 'Opened in a browser it asks to sign in; it works once.' }),
    expiresAt: isoDate,
  })
  .openapi('SignInAddress');

/** `POST /sign-in/addresses`: for who has a key on the command line and wants to go on in a browser. */
export function createAddressRoute(addresses: Pick<OneTimeAddresses, 'make'>): Route {
  return defineRoute({
    method: 'post',
    path: '/sign-in/addresses',
    operationId: 'createSignInAddress',
    tag: 'Sessions',
    summary: 'Create an address that signs you in once',
    description: 'It works within ten minutes, for the owner of the API key that asks. A session cannot ask for one.',
    permission: 'authenticated',
    audit: { operation: 'sessions.create-address', resource: 'sessions' },
    responses: { 201: { description: 'The address', schema: address } },
    async handle({ caller, note }) {
      if (caller.session !== undefined) {
        throw new CertloomError('forbidden', 'A session cannot make another one: this needs an API key.');
      }
      note({ objects: [{ uuid: caller.actor.uuid, name: caller.actor.name }] });
      return { status: 201, body: await addresses.make(caller.actor.uuid) };
    },
  });
}
