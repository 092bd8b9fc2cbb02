import { mongo } from 'mongoose';
import type { Discovery, DiscoveryRun, Found, Gap } from '../../domain/discoveries/discovery';
import { placeInWords, placeKey, type Place } from '../../domain/discoveries/places';
import { isCertloomError } from '../../domain/problem';
import type { CertificateStore } from '../../store/certificates/certificates';
import { createTurns } from '../../store/database/turns';
import type { DiscoveryGapStore } from '../../store/discoveries/gaps';
import { rowIdOf, type DiscoveryRowDocument, type DiscoveryRowStore } from '../../store/discoveries/rows';
import type { DiscoveredBatch } from '../../temporal/messages/discoveries';
import { readCertificate } from '../../x509/facts';
import type { ParsedCertificate, ParsedCertificates } from '../../x509/parsed-certificates';
import { weightOfBytes } from '../uploads/gatherer';
import { foreseenFiring } from './firing-keys';
import type { Sightings } from './sightings';

export interface IntakeDeps {
  readonly rows: Pick<DiscoveryRowStore, 'insert' | 'present' | 'seeAgain'>;
  readonly gaps: Pick<DiscoveryGapStore, 'add'>;
  readonly certificates: Pick<CertificateStore, 'findByFingerprints'>;
  readonly parsed: Pick<ParsedCertificates, 'put'>;
  readonly sightings: Pick<Sightings, 'tell'>;
  readonly startBatch: (batch: DiscoveredBatch, size: number) => Promise<void>;
  readonly newId: () => string;
  readonly now: () => Date;
}

/** A piece of what a source brings. */
export interface Piece {
  readonly found: readonly Found[];
  readonly gaps: readonly Gap[];
}

interface Seen extends ParsedCertificate {
  readonly places: Map<string, Place>;
  seenAt: Date;
}

/** How many certificates of a piece are new to the run, and how many it had. */
export interface TakenIn {
  readonly fresh: number;
  readonly repeated: number;
  readonly gaps: number;
}

const batchWeight = 100;
const startsAtOnce = 4;

/**
 * Takes in what a run has found: one row for each certificate, however often it was seen. Known ones learn their places
 * at once, new ones go to be decided in batches. The same piece again adds nothing.
 */
export function createDiscoveryIntake(deps: IntakeDeps) {
  return async function takeIn(
    discovery: Pick<Discovery, 'name'>,
    run: Pick<DiscoveryRun, 'id' | 'discovery'>,
    piece: Piece,
  ): Promise<TakenIn> {
    const { seen, unreadable } = await readAll(piece.found, deps.now());
    const gaps = [...piece.gaps, ...unreadable];
    const ids = [...seen.keys()].map((fingerprint) => rowIdOf(run.id, fingerprint));
    const [present, stored] = await Promise.all([
      ids.length === 0 ? new Set<string>() : deps.rows.present(ids),
      seen.size === 0 ? new Map<string, string>() : deps.certificates.findByFingerprints([...seen.keys()]),
      deps.gaps.add(run.id, gaps),
    ]);
    const fresh = [...seen].filter(([fingerprint]) => !present.has(rowIdOf(run.id, fingerprint)));
    const { rows, batches } = rowsOf({ run, createdAt: deps.now() }, fresh, stored, deps.newId);
    for (const { _id, der, fingerprint } of rows) if (der !== undefined) deps.parsed.put(_id, seen.get(fingerprint)!);
    const clashes = await deps.rows.insert(rows);
    const clashing = new Set([...clashes].map((index) => rows[index]!._id));
    await deps.rows.seeAgain(
      [...seen]
        .map(([fingerprint, one]) => ({ id: rowIdOf(run.id, fingerprint), places: placesOf(one), seenAt: one.seenAt }))
        .filter(({ id }) => present.has(id) || clashing.has(id)),
    );
    const known = rows.filter(({ _id, outcome }) => outcome === 'known' && !clashing.has(_id));
    if (known.length > 0) await deps.sightings.tell(discovery.name, known);
    await startAll(batches, run.id, deps);
    return { fresh: fresh.length - clashing.size, repeated: present.size + clashing.size, gaps: gaps.length };
  };
}

export type DiscoveryIntake = ReturnType<typeof createDiscoveryIntake>;

/** One entry for each certificate; what is none is a gap of its place and no other's. */
async function readAll(found: readonly Found[], now: Date): Promise<{ seen: Map<string, Seen>; unreadable: Gap[] }> {
  const seen = new Map<string, Seen>();
  const unreadable: Gap[] = [];
  const turns = createTurns();
  for (const { der, place, seenAt = now } of found) {
    try {
      const parsed = readCertificate(der);
      const { fingerprint } = parsed.facts;
      const one = seen.get(fingerprint) ?? { ...parsed, places: new Map<string, Place>(), seenAt };
      one.places.set(placeKey(place), place);
      if (seenAt > one.seenAt) one.seenAt = seenAt;
      seen.set(fingerprint, one);
    } catch (error) {
      if (!isCertloomError(error)) throw error;
      unreadable.push({ kind: 'unreadable_certificate', place: placeInWords(place), detail: error.detail });
    }
    await turns.give();
  }
  return { seen, unreadable };
}

/** New rows; those that nobody has stored in batches of some weight, each under an id of its own. */
function rowsOf(
  {
    run: { id: run, discovery },
    createdAt,
  }: { readonly run: Pick<DiscoveryRun, 'id' | 'discovery'>; readonly createdAt: Date },
  fresh: readonly (readonly [string, Seen])[],
  stored: ReadonlyMap<string, string>,
  newId: () => string,
): { rows: DiscoveryRowDocument[]; batches: Map<string, number> } {
  const batches = new Map<string, number>();
  let batch = '';
  let weight = batchWeight;
  const rows = fresh.map(([fingerprint, one]): DiscoveryRowDocument => {
    const { commonName, serialNumber, issuerCommonName, notBefore, notAfter } = one.facts;
    const facts = { commonName, serialNumber, issuerCommonName, notBefore, notAfter };
    const fixed = { _id: rowIdOf(run, fingerprint), run, createdAt, fingerprint, ...facts, code: null, firingId: null };
    const sighting = { places: placesOf(one), seenAt: one.seenAt };
    const certificateUuid = stored.get(fingerprint);
    if (certificateUuid !== undefined) return { ...fixed, ...sighting, certificateUuid, outcome: 'known', dirty: true };
    const own = weightOfBytes(one.der.length);
    if (weight + own > batchWeight) {
      batch = `${run}.${newId().replace(/-/g, '').slice(0, 16)}`;
      weight = 0;
    }
    weight += own;
    batches.set(batch, (batches.get(batch) ?? 0) + 1);
    return {
      ...fixed,
      ...sighting,
      certificateUuid: newId(),
      outcome: 'pending',
      firingId: foreseenFiring(discovery, fingerprint),
      dirty: false,
      batch,
      der: new mongo.Binary(one.der),
    };
  });
  return { rows, batches };
}

function placesOf({ places }: Seen): Place[] {
  return [...places.values()].slice(0, 100);
}

async function startAll(
  batches: ReadonlyMap<string, number>,
  runId: string,
  { startBatch }: Pick<IntakeDeps, 'startBatch'>,
): Promise<void> {
  const all = [...batches];
  for (let from = 0; from < all.length; from += startsAtOnce) {
    await Promise.all(
      all.slice(from, from + startsAtOnce).map(([batchId, size]) => startBatch({ batchId, runId }, size)),
    );
  }
}
