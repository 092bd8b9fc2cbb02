import type { CertificateRow } from '../queries';
import type { FilterCondition } from './filter-condition';
import type { BulkSelection } from './queries';

export type OperationAct = 'renew' | 'revoke';

/** Those of the chosen ones that can be asked for, and how many cannot: only what is issued can. */
export function issuedOf(chosen: readonly Pick<CertificateRow, 'uuid' | 'state'>[]): {
  readonly selection: BulkSelection;
  readonly leftOut: number;
} {
  const uuids = chosen.filter(({ state }) => state === 'issued').map(({ uuid }) => uuid);
  return { selection: { uuids }, leftOut: chosen.length - uuids.length };
}

/** Those that a condition finds and that can be asked for. */
export function issuedWithin(condition: FilterCondition): BulkSelection {
  const isIssued = { source: 'property', field: 'CERTIFICATE_STATE', operator: 'EQUALS', value: ['issued'] };
  return { filter: { all: [condition, isIssued] } };
}
