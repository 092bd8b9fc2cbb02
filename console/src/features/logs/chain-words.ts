import type { Schema } from '../../shared/api/types';

export type Verification = Schema<'AuditVerification'>;

const what: Readonly<Record<Verification['faults'][number]['code'], string>> = {
  altered: 'A row was changed after it was written',
  broken_link: 'A row does not follow from the one before it',
  missing: 'Rows are missing',
  truncated: 'The newest rows are missing',
  unproven_start: 'The first rows cannot be proved: what was before them is gone without a trace of a purge',
  unproven_end: 'The last rows cannot be proved',
  forged_mark: 'A mark of the chain was not made by Certloom',
  anchor_differs: 'The row that was noted outside is another one here',
};

export function faultText(code: Verification['faults'][number]['code']): string {
  return what[code];
}

/** The verdict on the chain in a sentence or two. */
export function verdictText({ ok, checked, first, last, anchor, faults }: Verification): string {
  if (checked === 0) return 'There is no row to verify.';
  const rows = `${checked.toLocaleString('en')} ${checked === 1 ? 'row' : 'rows'}, from ${first ?? '?'} to ${last ?? '?'}`;
  if (!ok) {
    const count = faults.length === 1 ? 'one place' : `${faults.length.toLocaleString('en')} places`;
    return `The log does not hold: of ${rows}, something is wrong at ${count}.`;
  }
  const noted = {
    matches: ' The row that was noted outside is there, unchanged.',
    differs: ' The row that was noted outside is another one here.',
    purged: ' The row that was noted outside was purged, and the purge is recorded.',
  };
  const beside = anchor === null ? '' : noted[anchor];
  return `The log is whole: ${rows}; each follows from the one before it, and none was changed, added or taken away.${beside}`;
}
