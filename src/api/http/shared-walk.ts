import { CertloomError } from '../../domain/problem';
import { patiently } from '../../services/work/patience';

/** Who waits longer is told to come again; the walk goes on meanwhile. */
const patienceMs = 20_000;

/** What all who ask for it share, read in one walk of the inventory. Throws `overloaded` when it takes long. */
export async function ofSharedWalk<T extends object>(reading: Promise<T>, ms = patienceMs): Promise<T> {
  const found = await patiently(reading, ms);
  if (found !== undefined) return found;
  const retryAfterSeconds = Math.ceil(ms / 1_000);
  throw new CertloomError('overloaded', 'The inventory is being counted; ask again later.', { retryAfterSeconds });
}
