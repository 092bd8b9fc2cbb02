/** What the database says has happened, and what must have. */
import type { Connection } from 'mongoose';
import { isRejected, rowsOfEach } from './events-work';

type Counts = Readonly<Record<string, number>>;

/** How often each of these is there. */
function occurrences(keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

/** All that may be lost or doubled, as numbers; read when nothing is under way any more. */
export async function countsOf(db: Connection): Promise<Counts> {
  const count = (collection: string, filter: object = {}) => db.collection(collection).countDocuments(filter);
  const read = async (collection: string, filter: object = {}) => db.collection(collection).find(filter).toArray();
  const firings = await read('firings');
  const of = (event: string) => firings.filter((firing) => firing['event'] === event);
  const approvals = await read('approvals');
  const certificates = await read('certificates');
  const history = occurrences(
    (await read('certificate_history', { event: 'updateValidationStatus' })).map((entry) =>
      String(entry['certificate']),
    ),
  );
  const told = occurrences(of('certificate_status_changed').map((firing) => String(firing['objectUuid'])));
  const stored = new Set(certificates.map(({ serialNumber }) => String(serialNumber).toLowerCase()));
  const signatures = await read('issued_certificates');
  const changes = certificates.map(({ _id, statusSequence = 0 }) => [String(_id), Number(statusSequence)] as const);
  return {
    operationsIssued: await count('operations', { state: 'issued' }),
    operationsRevoked: await count('operations', { state: 'revoked' }),
    operationsRejected: await count('operations', { state: 'rejected' }),
    operations: await count('operations'),
    signatures: signatures.length,
    signaturesNotStored: signatures.filter(({ serial }) => !stored.has(String(serial))).length,
    revocations: await count('revoked_certificates'),
    certificatesIssued: certificates.filter((one) => one['source'] === 'issue' && one['subjectType'] === 'endEntity')
      .length,
    certificatesRevoked: certificates.filter(({ state }) => state === 'revoked').length,
    discoveryRuns: await count('discovery_runs'),
    runsCompleted: await count('discovery_runs', { status: 'completed' }),
    rows: await count('discovery_rows'),
    rowsImported: await count('discovery_rows', { outcome: 'imported' }),
    certificatesDiscovered: certificates.filter(({ source }) => source === 'discovery').length,
    approvals: approvals.length,
    decisions: approvals.flatMap(({ decisions }) => decisions as unknown[]).length,
    actionsPerformed: of('certificate_action_performed').length,
    certificatesFired: of('certificate_discovered').length,
    discoveriesFinished: of('discovery_finished').length,
    approvalsRequested: of('approval_requested').length,
    approvalsClosed: of('approval_closed').length,
    firingsOpen: firings.filter(({ status }) => status === 'running').length,
    changesOpen: certificates.filter(({ statusChanges = [] }) => (statusChanges as unknown[]).length > 0).length,
    changesNotToldOnce: changes.filter(([uuid, changed]) => (told.get(uuid) ?? 0) !== changed).length,
    changesNotInHistoryOnce: changes.filter(([uuid, changed]) => (history.get(uuid) ?? 0) !== changed).length,
  };
}

/** How many changes of status there were, of which certificates; not known before. */
export async function statusChanges(db: Connection): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .collection('certificates')
    .find({ statusSequence: { $gt: 0 } })
    .toArray();
  return new Map(rows.map(({ _id, statusSequence }) => [String(_id), Number(statusSequence)]));
}

/** What `ofEach` of each kind of work comes to, with what was there before. */
export function expectedCounts(ofEach: number): Counts {
  const rejected = Array.from({ length: ofEach }, (_, index) => index).filter(isRejected).length;
  const issued = 2 * ofEach + ofEach + (ofEach - rejected);
  return {
    operationsIssued: issued,
    operationsRevoked: ofEach,
    operationsRejected: rejected,
    operations: issued + ofEach + rejected,
    signatures: issued,
    signaturesNotStored: 0,
    revocations: ofEach,
    certificatesIssued: issued,
    certificatesRevoked: ofEach,
    discoveryRuns: ofEach,
    runsCompleted: ofEach,
    rows: rowsOfEach * ofEach,
    rowsImported: rowsOfEach * ofEach,
    certificatesDiscovered: rowsOfEach * ofEach,
    approvals: ofEach,
    decisions: ofEach,
    actionsPerformed: issued + ofEach + rejected,
    certificatesFired: rowsOfEach * ofEach,
    discoveriesFinished: ofEach,
    approvalsRequested: ofEach,
    approvalsClosed: ofEach,
    firingsOpen: 0,
    changesOpen: 0,
    changesNotToldOnce: 0,
    changesNotInHistoryOnce: 0,
  };
}
