import { canExpire } from '../../services/expiration/acknowledgements';
import type { ExpiringView } from '../../services/expiration/view';
import { countPages, type Count } from '../../store/database/count';
import type { CertificateInventory } from '../../store/certificates/inventory';
import type { Position } from '../../store/database/keyset-scan';
import { seenParts, type SeenCertificate } from '../../store/expiration/seen';
import { selectionOfList } from './query';
import { rowParts, type RowFacts } from './rows';
import type { CertificateListQuery } from './schemas';

export interface ReachListDeps {
  readonly inventory: Pick<CertificateInventory, 'search'>;
  readonly view: Pick<ExpiringView, 'lookAt' | 'unreachedAmong'>;
  readonly now: () => Date;
}

const readParts = [...seenParts, ...rowParts] as const;
/** Pages that one request looks through for the first that has something. */
const mostRounds = 10;

/**
 * The list with `reachesNobody`, which no index knows: what it finds is decided page by page, as the scan for expiring
 * certificates decides. Only certificates that can expire count as reaching nobody.
 */
export function createReachList({ inventory, view, now }: ReachListDeps) {
  async function read(query: CertificateListQuery & { readonly reachesNobody: boolean }, from: Position | undefined) {
    const at = now();
    const selection = selectionOfList(
      query.reachesNobody ? { ...query, state: query.state ?? 'issued', archived: query.archived ?? false } : query,
    );
    let after = from;
    let items: (SeenCertificate & RowFacts)[] = [];
    for (let round = 0; round < mostRounds; round += 1) {
      const found = await inventory.search({ ...selection, after, limit: query.limit }, readParts);
      const seen = await view.lookAt(found.items.filter(canExpire), at);
      const unreached = await view.unreachedAmong(seen, at);
      items = found.items.filter(({ uuid }) => unreached.has(uuid) === query.reachesNobody);
      after = found.next;
      if (items.length > 0 || after === undefined) break;
    }
    return { items, next: after };
  }

  return {
    read,
    count: (query: Parameters<typeof read>[0]): Promise<Count> =>
      countPages<Position>((from, limit) => read({ ...query, limit }, from)),
  };
}
