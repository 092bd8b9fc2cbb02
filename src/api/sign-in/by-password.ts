import { CertloomError } from '../../domain/problem';
import type { PasswordCheck } from '../../services/sign-in/password-check';
import type { SignIn } from '../http/sign-in';
import { defineRoute, type Route } from '../http/route';
import { line, z } from '../http/schemas';
import { signedIn } from './by-key';
import type { SigningIn } from './signing-in';

export interface PasswordSignInDeps {
  readonly check: PasswordCheck;
  readonly attempt: SignIn['attempt'];
  readonly signingIn: SigningIn;
  /** Whether it is offered now. */
  readonly isOffered: () => Promise<boolean>;
}

const body = z
  .strictObject({ username: line(1, 200), password: z.string().min(1).max(1_000).openapi({ writeOnly: true }) })
  .openapi('PasswordSignInRequest');

/** `POST /sign-in/password`. Counts for the name in all processes, and for the address in this one. */
export function createPasswordSignInRoute({ check, attempt, signingIn, isOffered }: PasswordSignInDeps): Route {
  return defineRoute({
    method: 'post',
    path: '/sign-in/password',
    operationId: 'signInWithPassword',
    tag: 'Sessions',
    summary: 'Sign in a browser with user name and password',
    description:
      'The answer sets the cookie of a new session. After five wrong passwords a name is locked, at first for half a minute and at most for a quarter of an hour: 429 `rate_limited`.',
    permission: 'anyone',
    body,
    audit: 'own',
    responses: { 200: { description: 'Signed in', schema: signedIn } },
    async handle({ req, body: { username, password } }) {
      signingIn.refuseForeign(req);
      if (!(await isOffered())) {
        throw new CertloomError('forbidden', 'Signing in with user name and password is not offered here.');
      }
      const tried = attempt(req, req.res!);
      if (!(await tried.mayGuess())) await tried.fail();
      const user = await check(username, password).catch(async (error: unknown) => {
        await signingIn.refused(req, 'locked');
        throw error;
      });
      if (user === undefined) {
        await signingIn.refused(req, 'password');
        throw new CertloomError('unauthenticated', 'User name or password is wrong.');
      }
      tried.succeed();
      const cookie = await signingIn.signIn(req, { user, method: 'password' });
      return { status: 200, body: { location: '/' }, headers: { 'Set-Cookie': cookie } };
    },
  });
}
