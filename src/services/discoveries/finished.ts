import type { Discovery, DiscoveryRun } from '../../domain/discoveries/discovery';
import { discoveryFacts, discoverySubject, type DiscoverySubject } from '../../domain/discoveries/subject';
import { systemActor, type Actor } from '../../domain/identity/actor';
import type { AttributeValues } from '../../domain/attributes/attribute';
import type { DecidedFinished, FinishedDiscovery } from '../../temporal/messages/discoveries';
import type { PayloadFacts } from '../../domain/events/payloads';
import { claiming, type SubjectChanges } from '../firings/claim';
import type { CarryingRun, FiringEvent, Occurrence, Storing } from '../firings/occurrence';
import { firingsWithEffects, outcomeOfBatch, type Pipeline } from '../firings/pipeline';

export interface FinishedDeps {
  readonly pipeline: Pick<Pipeline, 'fire'>;
  readonly runOf: (runId: string) => Promise<{ readonly run: DiscoveryRun; readonly discovery: Discovery } | null>;
  readonly discoveries: {
    find(uuid: string): Promise<Discovery | undefined>;
    setAttributes(uuid: string, seenRevision: number, values: AttributeValues): Promise<Discovery | null>;
  };
}

type FinishedOccurrence = Occurrence<DiscoverySubject>;

/** The firings of `discovery_finished`: one for each run that has ended, whatever it found. */
export function createFinishedFirings(deps: FinishedDeps) {
  return {
    async decide({ runId }: FinishedDiscovery, carrying: CarryingRun): Promise<DecidedFinished> {
      const found = await deps.runOf(runId);
      if (found === null || found.run.endedAt === null) return { firingsWithEffects: [], outcome: 'unmatched' };
      const { run, discovery } = found;
      const actor: Actor = run.by.uuid === null ? systemActor : { type: 'user', ...run.by, uuid: run.by.uuid };
      const occurrence: FinishedOccurrence = {
        key: `${discovery.uuid}/${run.number}`,
        occurredAt: run.endedAt!,
        actor,
        requestAttributes: {},
        uploadId: null,
        decidedWith: null,
        subject: () => discoverySubject(asItEnded(discovery, run)),
      };
      const event: FiringEvent<FinishedOccurrence, DecidedFinished> = {
        event: 'discovery_finished',
        subjects: async () => [occurrence],
        payload: ({ subject: { discoveryObject } }) => ({ ...finishedPayload(discoveryObject), ...countsOf(run) }),
        store: unlessUnwanted(claiming(discoveryChanges(deps.discoveries, (fresh) => asItEnded(fresh, run)))),
        close: async (fired) => ({
          firingsWithEffects: firingsWithEffects(fired),
          outcome: outcomeOfBatch(
            fired.map(({ firing }) => firing.outcome ?? 'error'),
            'unmatched',
          ),
        }),
      };
      return deps.pipeline.fire(event, carrying);
    },
  };
}

export type FinishedFirings = ReturnType<typeof createFinishedFirings>;

/** A later run may have begun already. */
function asItEnded(discovery: Discovery, run: DiscoveryRun): Discovery {
  const { status, message, startedAt: startTime, endedAt: endTime, rows, by } = run;
  const totalCertificateDiscovered = Object.values(rows ?? {}).reduce((sum, count) => sum + count, 0);
  return { ...discovery, status, message, startTime, endTime, totalCertificateDiscovered, userUuid: by.uuid };
}

/** Without triggers it is recorded where the settings of the event say so. */
function unlessUnwanted(store: Storing<FinishedOccurrence>): Storing<FinishedOccurrence> {
  return (batch, context) =>
    store(
      batch.filter(({ sets, decided }) => context.rules.recordWithoutTriggers || !sets.isEmpty || decided === null),
      context,
    );
}

/** What the end of a run tells, of a discovery as it ended. */
export function finishedPayload(discovery: Discovery): PayloadFacts {
  return {
    ...discoveryFacts(discovery, discovery.userUuid),
    discoveryStatus: discovery.status,
    totalCertificateDiscovered: discovery.totalCertificateDiscovered,
    discoveryMessage: discovery.message,
  };
}

/** What became of what a run has found. */
function countsOf({ rows, gaps }: DiscoveryRun): PayloadFacts {
  if (rows === null) return {};
  return {
    newCertificates: rows.imported,
    knownCertificates: rows.known,
    ignoredCertificates: rows.ignored,
    failedCertificates: rows.failed,
    gapCount: Object.values(gaps ?? {}).reduce((sum, count) => sum + count, 0),
  };
}

/**
 * How triggers change a discovery: its custom attributes and nothing else.
 * @param seen how the firing sees what is stored
 */
export function discoveryChanges(
  store: FinishedDeps['discoveries'],
  seen: (discovery: Discovery) => Discovery,
): SubjectChanges<DiscoverySubject> {
  return {
    async change(key, { uuid, discoveryObject: { revision } }, { attributes }) {
      if (attributes === undefined) return null;
      const after = await store.setAttributes(uuid, revision, attributes);
      return after === null ? null : { key, uuid, entries: [] };
    },
    async reload({ uuid }) {
      const fresh = await store.find(uuid);
      return fresh === undefined ? undefined : discoverySubject(seen(fresh));
    },
    // The firing itself says what it changed; discoveries have no history beside their runs.
    unnoted: async () => [],
    note: async () => undefined,
  };
}
