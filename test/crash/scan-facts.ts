/** What a scan must have come to, worked out from the certificates, and what the database and the log files say. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Connection } from 'mongoose';

const dayMs = 86_400_000;
const event = 'certificate_expiring';

export interface Watched {
  readonly uuid: string;
  readonly notAfter: Date;
}

/** A profile and the steps that it tells at, days before the end in descending order. */
export interface Told {
  readonly profile: string;
  readonly steps: readonly number[];
}

/** `certificate profile step` of every notice that is due; the step as ISO duration. */
export function expectedNotices(certificates: readonly Watched[], told: readonly Told[], now: Date): string[] {
  return certificates.flatMap(({ uuid, notAfter }) => {
    const daysLeft = (notAfter.getTime() - now.getTime()) / dayMs;
    return told.flatMap(({ profile, steps }) => {
      const step = steps.filter((days) => days >= daysLeft).at(-1);
      return step === undefined ? [] : [`${uuid} ${profile} P${step}D`];
    });
  });
}

/** How far the scan and its notices are; firings and accepted notices alike. */
export async function progressOf(db: Connection): Promise<number> {
  const [fired, delivered] = await Promise.all([
    db.collection('firings').countDocuments({ event }),
    db.collection('deliveries').countDocuments({ status: 'delivered' }),
  ]);
  return fired + delivered;
}

export interface ScanOutcome {
  readonly scans: readonly string[];
  readonly firings: number;
  /** Certificates that have one firing, finished and with nothing open. */
  readonly firedOnce: number;
  readonly deliveries: number;
  readonly delivered: number;
  /** Claims of notices that nobody has settled. */
  readonly openClaims: number;
}

export async function outcomeOf(db: Connection): Promise<ScanOutcome> {
  const firings = await db.collection('firings').find({ event }).toArray();
  const done = firings.filter(({ status, deliveriesOpen }) => status === 'finished' && deliveriesOpen === 0);
  const deliveries = await db.collection('deliveries').find({}).toArray();
  const watches = await db.collection('expiration_watches').find({}).toArray();
  const scans = await db.collection('expiration_scans').find({}).sort({ startedAt: 1 }).toArray();
  return {
    scans: scans.map(({ status }) => String(status)),
    firings: firings.length,
    firedOnce: new Set(done.map(({ objectUuid }) => String(objectUuid))).size,
    deliveries: deliveries.length,
    delivered: deliveries.filter(({ status }) => status === 'delivered').length,
    openClaims: watches
      .flatMap(({ streams }) => Object.values(streams as Streams))
      .filter(({ claim }) => claim !== null).length,
  };
}

type Streams = Record<
  string,
  { readonly step: string | null; readonly counted: number; readonly claim: object | null }
>;

/** Notices as the ledger has them, `certificate profile step`, each with the keys of its deliveries. */
export async function noticesSent(db: Connection): Promise<Map<string, string[]>> {
  const firings = await db.collection('firings').find({ event }).toArray();
  const certificateOf = new Map(firings.map(({ _id, objectUuid }) => [String(_id), String(objectUuid)]));
  const streams = await streamsOf(db);
  const sent = new Map<string, string[]>();
  for (const { _id, firingId, profile } of await db.collection('deliveries').find({}).toArray()) {
    const certificate = certificateOf.get(String(firingId)) ?? `unknown firing ${firingId}`;
    const notice = `${certificate} ${profile} ${streams.get(certificate)?.[String(profile)]?.step}`;
    sent.set(notice, [...(sent.get(notice) ?? []), String(_id)]);
  }
  return sent;
}

/** Notices as the watches remember them: the same texts, once for each that was counted. */
export async function noticesCounted(db: Connection): Promise<string[]> {
  return [...(await streamsOf(db))].flatMap(([certificate, streams]) =>
    Object.entries(streams).flatMap(([profile, { step, counted }]) =>
      Array.from({ length: counted }, () => `${certificate} ${profile} ${step}`),
    ),
  );
}

/** Certificates whose watch does not name their firing. */
export async function watchesAstray(db: Connection): Promise<string[]> {
  const firings = await db.collection('firings').find({ event }).toArray();
  const watches = await db.collection('expiration_watches').find({}).toArray();
  const named = new Map(watches.map(({ _id, firingId }) => [String(_id), String(firingId)]));
  return firings.flatMap(({ _id, objectUuid }) =>
    named.get(String(objectUuid)) === String(_id) ? [] : [String(objectUuid)],
  );
}

/** Entry ids in the event log's files, those of every process that ever ran. What a kill cut off is no entry. */
export function entriesInFiles(dataDir: string): string[] {
  const folder = path.join(dataDir, 'event-log');
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((file) =>
    readFileSync(path.join(folder, file), 'utf8')
      .split('\n')
      .flatMap((line) => {
        try {
          const { entryId, firingId } = JSON.parse(line) as { entryId: string; firingId: string | null };
          // Others are the product's own, such as the newest hash of the audit log.
          return firingId === null ? [] : [entryId];
        } catch {
          return [];
        }
      }),
  );
}

async function streamsOf(db: Connection): Promise<Map<string, Streams>> {
  const watches = await db.collection('expiration_watches').find({}).toArray();
  return new Map(watches.map(({ _id, streams }) => [String(_id), streams as Streams]));
}
