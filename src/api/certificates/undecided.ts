import type { Fault } from '../../domain/problem';
import type { Undecided } from '../../services/certificates/selection';

/** Certificates that are named; of more there is the number. */
const mostNamed = 5;

/** What a page of a search left out because nobody could tell whether it belongs there. */
export function undecidedWarnings(undecided: Undecided, pointer: string): Fault[] {
  return [...undecided].map(([code, uuids]) => {
    const named = [...uuids].slice(0, mostNamed);
    const more = uuids.size > named.length ? ` and ${uuids.size - named.length} more` : '';
    const which = uuids.size === 1 ? 'one certificate' : `${uuids.size} certificates`;
    const detail = `the filter could not be answered for ${which}, left out here: ${named.join(', ')}${more}`;
    return { pointer, code, detail };
  });
}
