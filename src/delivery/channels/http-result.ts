import { permanent, temporary, type SendResult } from '../send-result';
import type { HttpOutcome } from '../../outbound/http-client';

/** 4xx that may pass: request time-out, too early, too many requests. */
const passing = [408, 425, 429];

/**
 * What an HTTP exchange means for a delivery: 2xx is accepted, redirects and other 4xx are refused for good, the rest
 * may pass. What the receiver said is added where it was peeked at.
 * @param receiver its name at the start of a sentence
 */
export function resultOf(outcome: HttpOutcome, receiver: string): SendResult {
  if (outcome.kind === 'refused') return permanent(outcome.code, outcome.detail);
  if (outcome.kind === 'failed') {
    return temporary(outcome.code, `${receiver} could not be reached or did not answer.`);
  }
  const { status, retryAfterMs, said = '' } = outcome.answer;
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  const detail = `${receiver} answered with status ${status}${said === '' ? '.' : `: ${said}`}`;
  if (status >= 300 && status < 400) return permanent('redirect_refused', detail);
  if (status >= 400 && status < 500 && !passing.includes(status)) return permanent('http_refused', detail);
  return temporary('http_failed', detail, retryAfterMs);
}
