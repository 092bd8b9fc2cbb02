import type { SignIn } from '../http/sign-in';
import { defineRoute, type Route } from '../http/route';
import { z } from '../http/schemas';
import type { SigningIn } from './signing-in';

const keyBody = z
  .strictObject({ key: z.string().min(1).max(512).openapi({ writeOnly: true, description: 'The key itself.' }) })
  .openapi('KeySignInRequest');

/** The answer of every way to sign in that a page of ours asks for. */
export const signedIn = z
  .strictObject({ location: z.string().openapi({ description: 'Where the browser goes next.' }) })
  .openapi('SignedIn');

/** `POST /sign-in/key`: a session for the owner of a key, so that the browser need not keep the key. */
export function createKeySignInRoute(deps: { readonly identify: SignIn; readonly signingIn: SigningIn }): Route {
  const { identify, signingIn } = deps;
  return defineRoute({
    method: 'post',
    path: '/sign-in/key',
    operationId: 'signInWithApiKey',
    tag: 'Sessions',
    summary: 'Sign in a browser with an API key',
    description: 'The answer sets the cookie of a new session. The key is kept nowhere in it.',
    permission: 'anyone',
    body: keyBody,
    audit: 'own',
    responses: { 200: { description: 'Signed in', schema: signedIn } },
    async handle({ req, body }) {
      signingIn.refuseForeign(req);
      const { actor } = await identify(req, req.res!, { 'x-api-key': body.key });
      const user = { uuid: actor.uuid, username: actor.name };
      const cookie = await signingIn.signIn(req, { user, method: 'apiKey' });
      return { status: 200, body: { location: '/' }, headers: { 'Set-Cookie': cookie } };
    },
  });
}
