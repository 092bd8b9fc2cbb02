import type { AcmeSettings } from '../../../domain/authorities/acme-settings';
import type { AcmeSession } from './accounts';
import { keyAuthorizationOf, markOf, type ChallengeMethod, type Confirmation } from './challenges';
import { AuthorityFault } from '../authority-fault';
import { codeOf, wordsOf } from './fault';
import type { AcmeOrderState } from './order-state';
import { readAuthorization, type AcmeAuthorization, type AcmeChallenge, type AcmeOrder } from './resources';

/** What is still to come. */
export interface Confirming {
  readonly state: AcmeOrderState;
  readonly message: string;
  /** As the authority asks. */
  readonly retryAfterMs: number | null;
}

/** Some authorities leave a failed challenge open, to be answered again. */
const mostRepeats = 3;
const repeatMs = 5_000;

/** Shows control over every name of an order that the authority does not believe in yet. Throws `AuthorityFault`. */
export async function confirmNames(
  session: AcmeSession,
  order: AcmeOrder,
  { type, method }: { readonly type: AcmeSettings['challenge']; readonly method: ChallengeMethod },
  before: AcmeOrderState,
  save: (state: AcmeOrderState) => Promise<void>,
): Promise<Confirming> {
  let state = before;
  let retryAfterMs: number | null = null;
  const waiting: string[] = [];
  for (const url of order.authorizations) {
    const answer = await session.post({ what: 'show an authorization', url, payload: null });
    const authorization = readAuthorization(answer.json);
    if (authorization.status === 'valid') continue;
    refuseEnded(authorization);
    const challenge = challengeOf(authorization, type);
    waiting.push(authorization.name);
    retryAfterMs = later(retryAfterMs, answer.retryAfterMs);
    const mark = markOf(challenge.url);
    if (challenge.status !== 'pending') continue;
    const hasFailed = state.answered.includes(mark) && challenge.error !== null;
    if (state.answered.includes(mark) && !hasFailed) continue;
    if (hasFailed && state.repeats >= mostRepeats) throw notConfirmed(authorization.name, challenge);
    if (!(await method.prepare(confirmationOf(session, authorization, challenge)))) continue;
    const answered = await session.post({ what: 'take an answer', url: challenge.url, payload: {} });
    retryAfterMs = later(retryAfterMs, hasFailed ? repeatMs : answered.retryAfterMs);
    state = {
      ...state,
      answered: [...new Set([...state.answered, mark])],
      repeats: state.repeats + (hasFailed ? 1 : 0),
    };
    await save(state);
  }
  const names = waiting.length > 3 ? `${waiting.slice(0, 3).join(', ')} and others` : waiting.join(', ');
  return { state, retryAfterMs, message: `The authority is confirming ${names === '' ? 'the names' : names}.` };
}

/** Takes back what was shown for the names of an order that has ended. */
export async function clearConfirmations(
  session: AcmeSession,
  order: AcmeOrder,
  { type, method }: { readonly type: AcmeSettings['challenge']; readonly method: ChallengeMethod },
): Promise<void> {
  if (!method.leavesTraces) return;
  for (const url of order.authorizations) {
    const { json } = await session.post({ what: 'show an authorization', url, payload: null });
    const authorization = readAuthorization(json);
    const challenge = authorization.challenges.find((one) => one.type === type);
    if (challenge !== undefined) await method.clear(confirmationOf(session, authorization, challenge));
  }
}

/** Why an order has failed: what its authorizations say, which orders seldom repeat. */
export async function faultOfOrder(session: AcmeSession, order: AcmeOrder): Promise<AuthorityFault> {
  for (const url of order.authorizations) {
    const { json } = await session.post({ what: 'show an authorization', url, payload: null });
    const { name, challenges } = readAuthorization(json);
    const failed = challenges.find(({ error }) => error !== null);
    if (failed !== undefined) return notConfirmed(name, failed);
  }
  if (order.error === null) return new AuthorityFault('order_invalid', 'The order has become invalid.', true);
  return new AuthorityFault(codeOf(order.error), `The order has failed: ${wordsOf(order.error)}.`, true);
}

function confirmationOf(
  { thumbprint }: AcmeSession,
  { name }: AcmeAuthorization,
  challenge: AcmeChallenge,
): Confirmation {
  const { token } = challenge;
  return { name, token, keyAuthorization: keyAuthorizationOf(token, thumbprint) };
}

function refuseEnded({ name, status, challenges }: AcmeAuthorization): void {
  if (status === 'pending') return;
  const failed = challenges.find(({ error }) => error !== null);
  if (failed !== undefined) throw notConfirmed(name, failed);
  throw new AuthorityFault('names_not_confirmed', `The authorization for ${name} is ${status}.`, true);
}

function challengeOf({ name, challenges }: AcmeAuthorization, type: string): AcmeChallenge {
  const found = challenges.find((one) => one.type === type);
  if (found === undefined) {
    const offered = challenges.map((one) => one.type).join(', ');
    const message = `The authority does not offer ${type} for ${name}, but ${offered === '' ? 'nothing' : offered}.`;
    throw new AuthorityFault('challenge_not_offered', message, true);
  }
  if (found.status === 'invalid') throw notConfirmed(name, found);
  return found;
}

function notConfirmed(name: string, { error }: AcmeChallenge): AuthorityFault {
  const why = error === null ? 'no reason given' : wordsOf(error);
  const code = error === null ? 'names_not_confirmed' : codeOf(error);
  const known = code === 'caa_forbids' || code === 'names_refused' ? code : 'names_not_confirmed';
  return new AuthorityFault(known, `The authority could not confirm ${name}: ${why}.`, true);
}

function later(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.max(one, other);
}
