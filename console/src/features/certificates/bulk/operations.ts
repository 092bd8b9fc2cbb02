import { api, dataOf } from '../../../shared/api/client';
import type { ListQuery } from '../../../shared/list/list-types';
import type { CertificateRow, LoadCertificates } from '../queries';
import type { AskedReason } from '../revocation';

/** Operations that one window asks for, one after the other. */
export const mostOperations = 2_000;

export type OperationAct = 'renew' | 'revoke';

/** Certificates of a list, as many as are worked on at once. */
export async function certificatesOf(
  load: LoadCertificates,
  asked: ListQuery,
  signal: AbortSignal,
): Promise<{ readonly rows: readonly CertificateRow[]; readonly isCut: boolean }> {
  const rows: CertificateRow[] = [];
  let cursor: string | null = null;
  do {
    const page = await load({ ...asked, limit: 200, ...(cursor === null ? {} : { cursor }) }, signal);
    rows.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null && rows.length <= mostOperations);
  return { rows: rows.slice(0, mostOperations), isCut: rows.length > mostOperations || cursor !== null };
}

/** Why a certificate is left out; undefined where it can be asked for. */
export function leftOut({ state }: Pick<CertificateRow, 'state'>): string | undefined {
  return state === 'issued' ? undefined : `it is ${state.replaceAll('_', ' ')}`;
}

export interface RevocationWish {
  readonly reason: AskedReason;
  readonly comment: string | null;
}

export function renew({ uuid }: Pick<CertificateRow, 'uuid'>, key: string) {
  const params = { path: { uuid }, header: { 'Idempotency-Key': key } };
  return dataOf(api.POST('/api/v1/certificates/{uuid}/renew', { params, body: {} }));
}

export function revoke({ uuid }: Pick<CertificateRow, 'uuid'>, wish: RevocationWish, key: string) {
  const params = { path: { uuid }, header: { 'Idempotency-Key': key } };
  return dataOf(api.POST('/api/v1/certificates/{uuid}/revoke', { params, body: wish }));
}

/** Reasons with their numbers, so that a thousand refusals are a few lines. */
export function byReason<T>(refused: readonly { readonly row: T; readonly why: string }[]) {
  const found = new Map<string, T[]>();
  for (const { row, why } of refused) found.set(why, [...(found.get(why) ?? []), row]);
  return [...found].map(([why, rows]) => ({ why, rows })).sort((a, b) => b.rows.length - a.rows.length);
}
