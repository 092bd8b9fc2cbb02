import type { Discovery, DiscoveryRun } from '../../domain/discoveries/discovery';
import { withSighting } from '../../domain/discoveries/places';
import { discoveryFacts } from '../../domain/discoveries/subject';
import { pendingCertificate } from '../../domain/certificates/pending';
import { certificateFiringSubject, type CertificateSubject } from '../../domain/firings/subject';
import { systemActor, type Actor } from '../../domain/identity/actor';
import type { CertificateDocument, CertificateStore } from '../../store/certificates/certificates';
import { firingIdOf } from '../../store/database/derived-ids';
import { createTurns } from '../../store/database/turns';
import type { DiscoveryRowDocument, DiscoveryRowStore, RowEnd } from '../../store/discoveries/rows';
import type { FiringDocument, FiringStore } from '../../store/firings/firings';
import type { UploadStore } from '../../store/uploads/uploads';
import type { DecidedDiscovered, DiscoveredBatch } from '../../temporal/messages/discoveries';
import { readCertificate } from '../../x509/facts';
import type { ParsedCertificates } from '../../x509/parsed-certificates';
import { admitting, type Admitted } from '../firings/admit';
import { certificatePayload } from '../firings/certificate-changes';
import { admittedRow, keyRow } from '../firings/inventory-row';
import type { CarryingRun, Fired, FiringEvent, Occurrence, Storing } from '../firings/occurrence';
import { firingsWithEffects, outcomeOfBatch, type Pipeline } from '../firings/pipeline';
import type { ServiceLogger } from '../logger';
import { discoveredEvent, discoveredKeys } from './firing-keys';

export interface DiscoveredDeps {
  readonly pipeline: Pick<Pipeline, 'fire'>;
  readonly rows: Pick<DiscoveryRowStore, 'ofBatch' | 'settle'>;
  readonly runOf: (runId: string) => Promise<{ readonly run: DiscoveryRun; readonly discovery: Discovery } | null>;
  readonly certificates: Pick<CertificateStore, 'insert' | 'rememberKeys' | 'findByFingerprints'>;
  readonly uploads: Pick<UploadStore, 'held'>;
  readonly firings: Pick<FiringStore, 'load'>;
  readonly parsed: Pick<ParsedCertificates, 'get' | 'forget'>;
  /** Looks for certificates that these replace, or that replace them. */
  readonly detectReplacements: (stored: readonly CertificateDocument[]) => Promise<void>;
  readonly logger: ServiceLogger;
  readonly now: () => Date;
}

interface DiscoveredCertificate extends CertificateSubject {
  readonly der: Buffer;
}

interface DiscoveredOccurrence extends Occurrence<DiscoveredCertificate> {
  readonly row: DiscoveryRowDocument;
  /** The firing of an earlier run that did not end with the certificate in the inventory. */
  readonly earlier: string | null;
}

interface Task {
  readonly run: DiscoveryRun;
  readonly discovery: Discovery;
  /** Rows that are decided here. */
  readonly open: readonly DiscoveryRowDocument[];
}

/** What the storing of a batch leaves for its end. */
interface Made {
  /** By firing. */
  readonly inserted: Map<string, CertificateDocument>;
  /** Firings that nobody wants recorded. */
  readonly quiet: Set<string>;
  /** Rows that an earlier run ignored, too: nothing new happened. */
  readonly ignoredAgain: Set<string>;
}

/** The firings of `certificate_discovered`: what runs have found, on the pipeline of every firing. */
export function createDiscoveredFirings(deps: DiscoveredDeps) {
  /**
   * A fingerprint fires once for a discovery. It fires again in a later run only where it is not in the inventory and
   * is not ignored any more.
   */
  async function occurrencesOf(task: Task, carrying: CarryingRun): Promise<DiscoveredOccurrence[]> {
    const { run, discovery, open } = task;
    const keysOf = ({ fingerprint }: DiscoveryRowDocument) => discoveredKeys(discovery.uuid, fingerprint, run.number);
    const ids = open.flatMap((row) => Object.values(keysOf(row)).map((key) => firingIdOf(discoveredEvent, key)));
    const before = new Map((await deps.firings.load(ids)).map((firing) => [firing._id, firing]));
    const actor: Actor = run.by.uuid === null ? systemActor : { type: 'user', uuid: run.by.uuid, name: run.by.name };
    return open.map((row) => {
      const { first, later } = keysOf(row);
      const [of, ofLater] = [
        before.get(firingIdOf(discoveredEvent, first)),
        before.get(firingIdOf(discoveredEvent, later)),
      ];
      const isEarlier = of !== undefined && !isOfRun(of, run, carrying);
      const own = isEarlier ? ofLater : of;
      return {
        row,
        key: isEarlier ? later : first,
        earlier: isEarlier ? of._id : null,
        occurredAt: row.createdAt,
        actor,
        requestAttributes: {},
        uploadId: null,
        decidedWith: own?.snapshotId ?? null,
        subject: () => subjectOf(row, discovery),
      };
    });
  }

  function subjectOf(row: DiscoveryRowDocument, { uuid: discovery, name }: Discovery): DiscoveredCertificate {
    const { facts, der } = deps.parsed.get(row._id) ?? readCertificate(contentOf(row));
    const { places, seenAt, certificateUuid: uuid } = row;
    const metadata = withSighting([], { discovery: name, places, seenAt });
    const entry = { uuid, owner: null, source: 'discovery', uploadedBy: name, now: deps.now(), metadata } as const;
    return Object.assign(certificateFiringSubject(pendingCertificate(facts, entry)), { der, discovery });
  }

  function storing({ inserted, quiet, ignoredAgain }: Made): Storing<DiscoveredOccurrence> {
    const admit = admitting<DiscoveredOccurrence>({
      historyOf: discoveredEntry,
      async insert(admitted) {
        const turns = createTurns();
        for (const one of admitted) {
          inserted.set(one.firing._id, rowOf(one));
          await turns.give();
        }
        const documents = [...inserted.values()];
        const [results] = await Promise.all([
          deps.certificates.insert(documents),
          deps.certificates.rememberKeys(documents.map(keyRow)),
        ]);
        return new Set([...inserted.keys()].filter((_firingId, index) => results[index] === 'duplicate'));
      },
    });
    return async (batch, context) => {
      for (const { occurrence, decided } of batch) {
        if (occurrence.earlier !== null && isIgnored(decided)) ignoredAgain.add(occurrence.row._id);
      }
      const news = batch.filter(({ occurrence }) => !ignoredAgain.has(occurrence.row._id));
      for (const { firing, sets, decided } of news) {
        if (sets.isEmpty && decided !== null && !context.rules.recordWithoutTriggers) quiet.add(firing._id);
      }
      const { firings } = context.stores;
      const insert = (documents: readonly FiringDocument[]) =>
        firings.insert(documents.filter(({ _id }) => !quiet.has(_id)));
      return admit(news, { ...context, stores: { ...context.stores, firings: { ...firings, insert } } });
    };
  }

  /** What became of each row, in the words of the row. */
  async function endsOf(
    occurrences: readonly DiscoveredOccurrence[],
    fired: readonly Fired<DiscoveredOccurrence>[],
    { inserted, quiet, ignoredAgain }: Made,
  ): Promise<RowEnd[]> {
    const holding = new Map(fired.map((one) => [one.occurrence.row._id, one]));
    const lost = occurrences.filter(({ row }) => !holding.has(row._id) && !ignoredAgain.has(row._id));
    const there = await storedAmong(lost.map(({ row }) => row));
    return occurrences.map(({ row, earlier }): RowEnd => {
      const one = holding.get(row._id);
      const end = { id: row._id, certificateUuid: row.certificateUuid, code: null };
      if (ignoredAgain.has(row._id)) return { ...end, outcome: 'ignored', firingId: earlier };
      if (one === undefined) {
        // Somebody else has stored it meanwhile.
        const certificateUuid = there.get(row.fingerprint) ?? row.certificateUuid;
        return { ...end, certificateUuid, outcome: 'known', firingId: null };
      }
      const firingId = quiet.has(one.firing._id) ? null : one.firing._id;
      if (one.decided === null) return { ...end, outcome: 'failed', code: 'internal', firingId };
      return { ...end, outcome: inserted.has(one.firing._id) ? 'imported' : 'ignored', firingId };
    });
  }

  const storedAmong = async (rows: readonly DiscoveryRowDocument[]) =>
    rows.length === 0
      ? new Map<string, string>()
      : deps.certificates.findByFingerprints(rows.map(({ fingerprint }) => fingerprint));

  /** A fault must not keep rows from being closed: the hourly scan looks again for what is due. */
  async function detect(inserted: readonly CertificateDocument[]): Promise<void> {
    if (inserted.length === 0) return;
    try {
      await deps.detectReplacements(inserted);
    } catch (error) {
      deps.logger.error({ err: error }, 'replacements of discovered certificates could not be looked for');
    }
  }

  return {
    /**
     * Decides the rows of a batch that are still open.
     * @param mayWait leave what uploads at work hold for another time
     */
    async decide(batch: DiscoveredBatch, carrying: CarryingRun, mayWait: boolean): Promise<DecidedDiscovered> {
      const [rows, found] = await Promise.all([deps.rows.ofBatch(batch.batchId), deps.runOf(batch.runId)]);
      const pending = rows.filter(({ outcome }) => outcome === 'pending');
      const unfinished = await stillRunning(rows);
      if (found === null || pending.length === 0) return { ...nothing, firingsWithEffects: unfinished };
      const held = mayWait ? await deps.uploads.held(pending.map(({ fingerprint }) => fingerprint)) : new Set();
      const wanted = pending.filter(({ fingerprint }) => !held.has(fingerprint));
      const stored = await storedAmong(wanted);
      const isOthers = (row: DiscoveryRowDocument) =>
        stored.has(row.fingerprint) && stored.get(row.fingerprint) !== row.certificateUuid;
      const task = { ...found, open: wanted.filter((row) => !isOthers(row)) };
      const known = wanted.filter(isOthers).map((row): RowEnd => {
        const certificateUuid = stored.get(row.fingerprint)!;
        return { id: row._id, outcome: 'known', code: null, certificateUuid, firingId: null };
      });
      const byId = new Map(rows.map((row) => [row._id, row]));
      const made: Made = { inserted: new Map(), quiet: new Set(), ignoredAgain: new Set() };
      const finding = occurrencesOf(task, carrying);
      const fired: FiringEvent<DiscoveredOccurrence, DecidedDiscovered> = {
        event: discoveredEvent,
        subjects: () => finding,
        payload: (told) => ({ ...certificatePayload(told), ...discoveryFacts(found.discovery, found.run.by.uuid) }),
        store: storing(made),
        async close(holding) {
          const ends = [...known, ...(await endsOf(await finding, holding, made))];
          const imported = new Set(holding.map(({ firing }) => firing._id));
          await detect([...made.inserted].flatMap(([id, document]) => (imported.has(id) ? document : [])));
          await deps.rows.settle(ends.map((end) => withoutForeseen(end, byId.get(end.id))));
          for (const { id } of ends) deps.parsed.forget(id);
          const count = (outcome: RowEnd['outcome']) => ends.filter((end) => end.outcome === outcome).length;
          return {
            held: held.size,
            imported: count('imported'),
            known: count('known'),
            ignored: count('ignored'),
            failed: count('failed'),
            firingsWithEffects: [...new Set([...firingsWithEffects(holding), ...unfinished])],
            outcome: outcomeOfBatch(
              holding.map(({ firing }) => firing.outcome ?? 'error'),
              'unmatched',
            ),
          };
        },
      };
      return deps.pipeline.fire(fired, carrying);
    },
  };

  /** Firings of rows that an attempt before has closed without starting their effects. */
  async function stillRunning(rows: readonly DiscoveryRowDocument[]): Promise<string[]> {
    const ids = rows.flatMap(({ outcome, firingId }) => (outcome === 'pending' || firingId === null ? [] : [firingId]));
    if (ids.length === 0) return [];
    return (await deps.firings.load(ids)).filter(({ status }) => status === 'running').map(({ _id }) => _id);
  }
}

export type DiscoveredFirings = ReturnType<typeof createDiscoveredFirings>;

const nothing = { held: 0, imported: 0, known: 0, ignored: 0, failed: 0, outcome: 'unmatched' } as const;

/** Made by an earlier attempt of this batch, or by the lost run of the same batch. */
function isOfRun({ workflowId }: FiringDocument, { id }: DiscoveryRun, carrying: CarryingRun): boolean {
  return workflowId === carrying.workflowId || workflowId.startsWith(`firing:${discoveredEvent}:${id}.`);
}

function isIgnored(decided: Fired['decided']): boolean {
  return decided !== null && decided.decision.outcome === 'ignored';
}

/** What the row says already needs no write of its own: rows with the same change are written together. */
function withoutForeseen({ certificateUuid, firingId, ...end }: RowEnd, row: DiscoveryRowDocument | undefined): RowEnd {
  return {
    ...end,
    ...(certificateUuid === row?.certificateUuid ? {} : { certificateUuid }),
    ...(firingId === row?.firingId ? {} : { firingId }),
  };
}

function contentOf({ der }: DiscoveryRowDocument): Buffer {
  if (der === undefined)
    throw new Error('the row has no content, or it is sealed under a master key that is not configured');
  return Buffer.from(der.buffer);
}

function rowOf({ occurrence, firing, sets, decided }: Admitted<DiscoveredOccurrence>): CertificateDocument {
  const { subject, decision } = decided;
  return admittedRow({
    record: subject.record,
    der: subject.der,
    categories: decision.categories,
    createdBy: occurrence.actor.uuid,
    admission: { uploadId: null, firingId: firing._id, snapshotId: sets.snapshotId },
  });
}

/** The first entry of the certificate's own history; its id is the firing's. */
function discoveredEntry({ occurrence, firing, decided }: Admitted<DiscoveredOccurrence>, at: Date) {
  const { actor, row } = occurrence;
  return {
    id: firing._id,
    certificate: decided.subject.uuid,
    created: at,
    createdBy: { uuid: actor.uuid, name: actor.name },
    event: 'discovery',
    status: 'success',
    message: 'discovered',
    additionalInformation: { firingId: firing._id, discoveryUuid: decided.subject.discovery, run: row.run },
  } as const;
}
