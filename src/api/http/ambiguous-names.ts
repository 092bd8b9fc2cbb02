import { CertloomError } from '../../domain/problem';
import type { Candidate } from '../../services/identity/object-names';

/** Shown of those that an ambiguous name may mean. */
const most = 10;
/** To look up, so that it shows whether there are others. */
export const candidatesNeeded = most + 1;

/** What a fault says of a name that several objects have. */
export function ambiguityOf(noun: string, candidates: readonly Candidate[]): string {
  const shown = candidates.slice(0, most).map(({ uuid, notAfter }) => {
    const end = notAfter === null || notAfter === undefined ? '' : ` (until ${notAfter.toISOString().slice(0, 10)})`;
    return `${uuid}${end}`;
  });
  const others = candidates.length > most ? ['and others'] : [];
  return `several objects have this name: use the uuid of the ${noun} that you mean: ${[...shown, ...others].join(', ')}`;
}

/** Refuses a name in the path. */
export function ambiguousName(noun: string, candidates: readonly Candidate[]): CertloomError {
  const detail = ambiguityOf(noun, candidates);
  return new CertloomError('ambiguous_name', `${detail[0]!.toUpperCase()}${detail.slice(1)}.`, {
    extra: { candidates: candidates.slice(0, most) },
  });
}
