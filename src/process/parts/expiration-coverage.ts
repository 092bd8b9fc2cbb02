import { createCandidateReader } from '../../services/expiration/judgement';
import { createPresentRelations } from '../../services/expiration/present-relations';
import { createCoverage } from '../../services/expiration/replacements';
import type { Foundation } from '../foundation';

/** What successors do for certificates, over the stores; for scans, lists and notices alike. */
export function expirationCoverageOf({ stores }: Pick<Foundation, 'stores'>) {
  const present = createPresentRelations(createCandidateReader(stores.replacementCandidates));
  const coverageOf = createCoverage({ relations: stores.relations, candidates: stores.expirationCandidates, present });
  return { present, coverageOf };
}
