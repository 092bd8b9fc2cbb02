import type { WebhookChannel } from './profile';

/** Secrets that may sign at the same time. */
export const secretLimit = 5;

/** The sealed secrets that sign at `now`: those without an end, and those whose overlap has not ended. */
export function signingSecrets({ secrets, secretsUntil = [] }: SecretList, now: Date): readonly string[] {
  return secrets.filter((_secret, index) => isAlive(secretsUntil[index], now));
}

/** The channel without the secrets whose overlap has ended. */
export function withoutEndedSecrets(channel: WebhookChannel, now: Date): WebhookChannel {
  const { secrets, secretsUntil = [] } = channel;
  const alive = secrets
    .map((secret, index) => ({ secret, until: secretsUntil[index] ?? null }))
    .filter(({ until }) => isAlive(until, now));
  return withSecrets(channel, alive);
}

/**
 * Puts a new sealed secret first; those before it sign until `until`, or until their own end where that comes earlier.
 * Undefined when more secrets than `secretLimit` would sign.
 */
export function rotatedSecrets(
  channel: WebhookChannel,
  sealed: string,
  { now, until }: { readonly now: Date; readonly until: Date },
): WebhookChannel | undefined {
  const { secrets, secretsUntil = [] } = withoutEndedSecrets(channel, now);
  if (secrets.length >= secretLimit) return undefined;
  const end = until.toISOString();
  const older = secrets.map((secret, index) => {
    const own = secretsUntil[index] ?? null;
    return { secret, until: own !== null && Date.parse(own) < until.getTime() ? own : end };
  });
  return withSecrets(channel, [{ secret: sealed, until: null }, ...older]);
}

/** The moment from which only secrets without an end sign; null when that is so already. */
export function overlapEnd({ secretsUntil = [] }: Pick<SecretList, 'secretsUntil'>, now: Date): Date | null {
  const ends = secretsUntil.flatMap((until) => (until !== null && isAlive(until, now) ? [Date.parse(until)] : []));
  return ends.length === 0 ? null : new Date(Math.max(...ends));
}

type SecretList = Pick<WebhookChannel, 'secrets' | 'secretsUntil'>;

function withSecrets(
  { secretsUntil: _before, ...channel }: WebhookChannel,
  list: readonly { readonly secret: string; readonly until: string | null }[],
): WebhookChannel {
  const secrets = list.map(({ secret }) => secret);
  if (list.every(({ until }) => until === null)) return { ...channel, secrets };
  return { ...channel, secrets, secretsUntil: list.map(({ until }) => until) };
}

function isAlive(until: string | null | undefined, now: Date): boolean {
  return until === null || until === undefined || Date.parse(until) > now.getTime();
}
