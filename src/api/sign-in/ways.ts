import { defineRoute, type Route } from '../http/route';
import { z } from '../http/schemas';

const ways = z
  .strictObject({
    providers: z.array(
      z.strictObject({ name: z.string(), displayName: z.string() }).openapi('SignInProvider', {
        description: 'A provider of OpenID Connect. The link to begin is `/api/v1/sign-in/start/<name>`.',
      }),
    ),
    password: z.boolean().openapi({ description: 'Whether user name and password are offered.' }),
  })
  .openapi('SignInWays');

export interface SignInWays {
  readonly providers: readonly { readonly name: string; readonly displayName: string }[];
  readonly password: boolean;
}

/** `GET /sign-in/ways`: what a sign-in page offers. An API key always does. */
export function createWaysRoute(waysNow: () => Promise<SignInWays>): Route {
  return defineRoute({
    method: 'get',
    path: '/sign-in/ways',
    operationId: 'getSignInWays',
    tag: 'Sessions',
    summary: 'Get the ways to sign in that are offered here',
    permission: 'anyone',
    responses: { 200: { description: 'The ways', schema: ways } },
    handle: async () => ({ status: 200, body: await waysNow() }),
  });
}
