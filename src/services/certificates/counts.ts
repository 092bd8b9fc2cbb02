import { createInventoryCounter, type InventoryCounts } from '../../domain/certificates/counts';
import { groupBy } from '../../domain/values/group-by';
import type { CountedCertificates } from '../../store/certificates/counted';
import type { CertificateInventory } from '../../store/certificates/inventory';
import type { GentlePace } from '../work/gentle-pace';
import { createKept, type Kept } from '../work/kept';

export interface CountedIssuer {
  readonly issuerDn: string;
  readonly issuerCommonName: string | null;
  readonly certificates: number;
  readonly archived: number;
}

/** The counts, with the names of issuers instead of one of their certificates each. */
export interface NamedInventoryCounts extends Omit<InventoryCounts, 'byIssuer'> {
  readonly byIssuer: { readonly top: readonly CountedIssuer[]; readonly others: InventoryCounts['byIssuer']['others'] };
}

export interface InventoryCountsDeps {
  readonly certificates: CountedCertificates;
  readonly inventory: Pick<CertificateInventory, 'findMany'>;
  readonly pace: () => GentlePace;
  readonly now: () => Date;
  /** Milliseconds of a clock that nobody sets. */
  readonly steadyClock: () => number;
}

/** Counting takes a twentieth of the time at most. */
const worth = 20;
/** Counted in one go. */
const pieceSize = 500;

/**
 * All of the inventory, counted in one walk. A count is kept, and those who ask while one is on its way share it: the
 * inventory is walked once, however many people look.
 */
export function createInventoryCounts(deps: InventoryCountsDeps): Kept<NamedInventoryCounts> {
  async function read(): Promise<NamedInventoryCounts> {
    const counter = createInventoryCounter(deps.now());
    const pace = deps.pace();
    for await (const page of deps.certificates.walk()) {
      for (let from = 0; from < page.length; from += pieceSize) {
        for (const certificate of page.slice(from, from + pieceSize)) counter.add(certificate);
        await pace.rest();
      }
    }
    const counts = counter.result();
    return { ...counts, byIssuer: await named(counts.byIssuer) };
  }

  async function named({ top, others }: InventoryCounts['byIssuer']): Promise<NamedInventoryCounts['byIssuer']> {
    const found = await deps.inventory.findMany(top.map(({ value }) => value));
    // One issuer may spell its name with different types of ASN.1 strings. What was deleted meanwhile is not counted.
    const issuers = groupBy(
      top.flatMap(({ value, ...count }) => {
        const certificate = found.get(value);
        return certificate === undefined ? [] : [{ ...certificate, ...count }];
      }),
      ({ issuerDn }) => issuerDn,
    );
    const merged = [...issuers.values()].map((same) => ({
      issuerDn: same[0]!.issuerDn,
      issuerCommonName: same[0]!.issuerCommonName,
      certificates: same.reduce((sum, { certificates }) => sum + certificates, 0),
      archived: same.reduce((sum, { archived }) => sum + archived, 0),
    }));
    return { top: merged.sort((one, other) => other.certificates - one.certificates), others };
  }

  return createKept(read, worth, deps.steadyClock);
}
