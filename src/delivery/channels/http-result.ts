import { permanent, temporary, type SendResult } from '../send-result';
import type { HttpOutcome } from '../../outbound/http-client';

/** 4xx that may pass: request time-out, too early, too many requests. */
const passing = [408, 425, 429];

/**
 * What an HTTP exchange means for a delivery: 2xx is accepted, redirects and other 4xx are refused for good, the rest
 * may pass. What the receiver said is added where it was peeked at.
 * @param receiver its name at the start of a sentence
 * @param url where it is; only host and port of it are told, the rest may be a secret
 */
export function resultOf(outcome: HttpOutcome, receiver: string, url: string): SendResult {
  const who = `${receiver} ${hostAndPort(url)}`.trim();
  if (outcome.kind === 'refused') return permanent(outcome.code, `${who}: ${outcome.detail}`);
  if (outcome.kind === 'failed') return temporary(outcome.code, `${who} ${outcome.reason}.`);
  const { status, retryAfterMs, said = '' } = outcome.answer;
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  const detail = `${who} answered with status ${status}${said === '' ? '.' : `: ${said}`}`;
  if (status >= 300 && status < 400) return permanent('redirect_refused', detail);
  if (status >= 400 && status < 500 && !passing.includes(status)) return permanent('http_refused', detail);
  return temporary('http_failed', detail, retryAfterMs);
}

/** `host:port`, the port of the scheme where none is named; empty for a text that is no URL. */
function hostAndPort(text: string): string {
  if (!URL.canParse(text)) return '';
  const { hostname, port, protocol } = new URL(text);
  return `${hostname}:${port === '' ? (protocol === 'https:' ? 443 : 80) : port}`;
}

/** Words with which receivers say in a text that a message did not get where it should. */
const failureWords =
  /\b(?:fail(?:ed|ure|s)?|errors?|exception|could not|cannot|unable to|rejected|denied|throttl\w*|too many|rate limit\w*|unavailable|timed? ?out)\b/i;

/**
 * What an answer of 2xx says of a failure, undefined for one that says nothing of it: a text with a word for it; JSON
 * whose `ok` or `success` is false, whose `status` is a word for it, or that has an `error`. Other JSON may quote the
 * message that was sent, and a certificate may well be called `error`.
 */
export function saidFault(said: string | undefined): string | undefined {
  if (said === undefined || said === '') return undefined;
  const json = parsed(said);
  if (typeof json !== 'object' || json === null) {
    const text = typeof json === 'string' ? json : said;
    return !/^[[{]/.test(said) && failureWords.test(text) ? text : undefined;
  }
  const member = (name: string): unknown => (Object.hasOwn(json, name) ? Reflect.get(json, name) : undefined);
  const error = member('error') ?? member('errors');
  const hasError = error !== undefined && error !== null && error !== false && error !== '' && !isEmptyList(error);
  const status = member('status');
  const hasFailed = member('ok') === false || member('success') === false;
  if (!hasError && !hasFailed && !(typeof status === 'string' && failureWords.test(status))) return undefined;
  return typeof error === 'string' && error !== '' ? error : said;
}

/** What a 2xx with `Retry-After` asks for. */
export function askedAgainIn(outcome: HttpOutcome): number | null {
  return outcome.kind === 'answered' ? outcome.answer.retryAfterMs : null;
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
