import type { AcmeSession } from '../../src/services/authorities/acme/accounts';
import type { AuthorityAnswer, AuthorityExchange } from '../../src/services/authorities/transport';

/** What an authority answers next; an error is thrown. */
export type NextAnswer = Partial<AuthorityAnswer> | Error;

export const acmeDirectory = {
  newNonce: 'https://ca.example/nonce',
  newAccount: 'https://ca.example/account',
  newOrder: 'https://ca.example/order',
  revokeCert: 'https://ca.example/revoke',
  renewalInfo: 'https://ca.example/renewal',
  profiles: ['classic'],
  externalAccountRequired: false,
};

function answerOf(next: NextAnswer | undefined): AuthorityAnswer {
  if (next === undefined || next instanceof Error) throw next ?? new Error('one request more than expected');
  const empty = {
    status: 200,
    body: Buffer.alloc(0),
    json: null,
    location: null,
    nonce: null,
    next: null,
    retryAfterMs: null,
  };
  return { ...empty, ...next };
}

/** Exchanges that bring one answer after another. */
export function acmeExchange(...answers: NextAnswer[]) {
  const asked: { readonly method: string; readonly url: string; readonly body: object | null }[] = [];
  const exchange: AuthorityExchange = async (method, url, body = null) => {
    asked.push({ method, url, body });
    return answerOf(answers.shift());
  };
  return { exchange, asked };
}

/** A session at an authority that gives one answer after another. */
export function acmeSession(...answers: NextAnswer[]) {
  const asked: { readonly url: string; readonly payload: object | null }[] = [];
  const session: AcmeSession = {
    directory: acmeDirectory,
    thumbprint: 'print',
    accountUrl: () => 'https://ca.example/account/1',
    account: { uuid: 'a', directoryUrl: 'https://ca.example/dir', sealedKey: '', accountUrl: null, issuers: [] },
    async post({ url, payload }) {
      asked.push({ url, payload });
      return answerOf(answers.shift());
    },
  };
  return { session, asked };
}

export const accountMissing = {
  status: 400,
  json: { type: 'urn:ietf:params:acme:error:accountDoesNotExist', detail: 'none' },
};
