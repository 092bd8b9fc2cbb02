import { withSighting, type Place } from '../../domain/discoveries/places';
import { sortedJson } from '../../domain/values/json';
import type { DiscoveryRowDocument, DiscoveryRowStore } from '../../store/discoveries/rows';
import type { SightingStore } from '../../store/discoveries/sightings';

export interface SightingDeps {
  readonly sightings: SightingStore;
  readonly rows: Pick<DiscoveryRowStore, 'dirty' | 'clean'>;
  readonly now: () => Date;
}

export type SightedRow = Pick<DiscoveryRowDocument, '_id' | 'certificateUuid' | 'places' | 'seenAt'>;

const pageSize = 200;
/** Others may change a certificate at the same time; who loses looks again. */
const tries = 5;

/** Tells stored certificates where they were seen. Twice comes to the same. */
export function createSightings({ sightings, rows, now }: SightingDeps) {
  async function tell(discovery: string, seen: readonly SightedRow[]): Promise<void> {
    const byCertificate = new Map<string, { places: Place[]; seenAt: Date }>();
    for (const { certificateUuid, places, seenAt } of seen) {
      const known = byCertificate.get(certificateUuid);
      if (known === undefined) byCertificate.set(certificateUuid, { places: [...places], seenAt });
      else known.places.push(...places);
    }
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const stored = await sightings.load([...byCertificate.keys()]);
      const changed = stored.flatMap((certificate) => {
        const metadata = withSighting(certificate.metadata, { discovery, ...byCertificate.get(certificate.uuid)! });
        return sortedJson(metadata) === sortedJson(certificate.metadata) ? [] : [{ ...certificate, metadata }];
      });
      if (changed.length === 0) break;
      await sightings.write(changed, now());
    }
    await rows.clean(seen);
  }

  return {
    tell,

    /** What rows of a run have that their certificates do not know yet. */
    async sweep(discovery: string, run: string): Promise<void> {
      let before = '';
      for (;;) {
        const page = await rows.dirty(run, pageSize);
        const what = page.map(({ _id, seenAt, places }) => `${_id} ${seenAt.getTime()} ${places.length}`).join();
        // A page that stays is not brought to its end by looking again.
        if (page.length === 0 || what === before) return;
        before = what;
        await tell(discovery, page);
      }
    },
  };
}

export type Sightings = ReturnType<typeof createSightings>;
