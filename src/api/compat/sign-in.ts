import type { Request, Response } from 'express';
import { refusedWith } from '../http/auth';
import type { Caller } from '../http/route';
import type { SignIn } from '../http/sign-in';

/** Scripts that have a credential send it only after they were asked for it in this scheme (RFC 7617). */
const challenges = ['Basic realm="certloom", charset="UTF-8"', 'Bearer realm="certloom"'];

/**
 * Who is calling, by what the origin's clients send: basic authentication with the name of a user, a domain in front of it
 * or not, and an API key of that user as the password; or the API key alone, as everywhere else. Throws `unauthenticated`.
 */
export function createCompatSignIn(signIn: SignIn): SignIn {
  const compatSignIn = async (req: Request, res: Response): Promise<Caller> => {
    const { authorization } = req.headers;
    if (authorization === undefined && req.headers['x-api-key'] === undefined) {
      throw refusedWith(
        'Send an API key: as the password of its user (Basic), or alone (Authorization: Bearer <key>).',
        challenges,
      );
    }
    const basic = /^Basic +([A-Za-z0-9+/=]{1,2000})$/i.exec(authorization ?? '')?.[1];
    if (basic === undefined) {
      if (/^(?:Negotiate|NTLM|Kerberos)\b/i.test(authorization ?? '')) {
        throw refusedWith('Windows authentication is not supported: send a user name and an API key.', challenges);
      }
      return signIn(req, res);
    }
    const text = Buffer.from(basic, 'base64').toString('utf8');
    const at = text.indexOf(':');
    const [name, key] = at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
    const caller = await signIn(req, res, { 'x-api-key': key });
    if (
      accountName(name) !== caller.actor.name.toLowerCase() &&
      name.toLowerCase() !== caller.actor.name.toLowerCase()
    ) {
      throw refusedWith('The API key belongs to another user than the one named.', challenges);
    }
    return caller;
  };
  return Object.assign(compatSignIn, { attempt: signIn.attempt });
}

/** `EXAMPLE\\kim` and `kim@example.com` without their domain, in lower case. */
export function accountName(name: string): string {
  return name
    .replace(/^[^\\]*\\/, '')
    .replace(/@[^@]*$/, '')
    .toLowerCase();
}
