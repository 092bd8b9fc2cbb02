import type { RenewalWindow } from '../../../domain/authorities/authority';
import type { Directories } from './directory';
import { AuthorityFault, isObject } from '../authority-fault';
import { faultOfAnswer } from './fault';
import { renewalIdOf } from './renewal-id';
import type { AuthorityExchange } from '../transport';

const minute = 60_000;
const usualMs = 6 * 60 * minute;
const mostMs = 24 * 60 * minute;

export interface RenewalInformationDeps {
  readonly exchange: AuthorityExchange;
  readonly directories: Pick<Directories, 'get'>;
  readonly now: () => Date;
}

/** Renewal information (RFC 9773): not signed, so that it can be asked for without an account. */
export function createRenewalInformation({ exchange, directories, now }: RenewalInformationDeps) {
  return async function windowOf(directoryUrl: string, certificate: Uint8Array): Promise<RenewalWindow | null> {
    const { renewalInfo } = await directories.get(directoryUrl);
    const id = renewalIdOf(certificate);
    if (renewalInfo === null || id === null) return null;
    const answer = await exchange('GET', `${renewalInfo.replace(/\/+$/, '')}/${id}`);
    // Not of this authority, or no longer known there.
    if (answer.status >= 400 && answer.status < 500 && answer.status !== 429) return null;
    if (answer.status !== 200)
      throw faultOfAnswer('give renewal information', answer.status, answer.json, answer.retryAfterMs);
    const { suggestedWindow, explanationURL } = isObject(answer.json) ? answer.json : {};
    const [start, end] = isObject(suggestedWindow)
      ? [dateOf(suggestedWindow['start']), dateOf(suggestedWindow['end'])]
      : [null, null];
    if (start === null || end === null || end < start)
      throw new AuthorityFault('not_an_acme_server', 'The authority gave renewal information without a window.', false);
    // Section 4.3.2: no less than a minute, no more than a day.
    const wait = Math.min(mostMs, Math.max(minute, answer.retryAfterMs ?? usualMs));
    return {
      start,
      end,
      explanationUrl: isHttps(explanationURL) ? explanationURL : null,
      nextLookAt: new Date(now().getTime() + wait),
    };
  };
}

export type RenewalInformation = ReturnType<typeof createRenewalInformation>;

/** RFC 3339. */
function dateOf(value: unknown): Date | null {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}/.test(value)) return null;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? null : date;
}

function isHttps(value: unknown): value is string {
  return typeof value === 'string' && value.length <= 2_000 && /^https?:\/\//.test(value) && URL.canParse(value);
}
