import { createHash } from 'node:crypto';
import type { Decision } from '../../domain/firings/decide';
import { resultKeyOf } from '../../domain/expiration/plan';

/** What a decision came to, as 43 characters of base64url: by it results are compared from hour to hour. */
export function hashOfResults(decision: Pick<Decision, 'outcome' | 'triggers'>): string {
  return createHash('sha256').update(resultKeyOf(decision)).digest('base64url');
}
