import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createDiscoveredActivities } from '../../activities/discovered';
import { createDiscoveryFinishedActivities } from '../../activities/discovery-finished';
import { createDiscoveryReadActivities, createDiscoveryRunActivities } from '../../activities/discovery-run';
import { createDiscoveryRoutes } from '../../api/discoveries/routes';
import { createDiscoveryRunRoutes } from '../../api/discoveries/runs';
import { createHttpFetcher } from '../../outbound/http-fetcher';
import type { OutboundGuard } from '../../outbound/outbound-guard';
import { probe } from '../../outbound/tls/probe';
import { withPublicAuthorities } from '../../outbound/trust';
import type { AuthorityRegistry } from '../../services/authorities/registry';
import { AuthorityFault } from '../../services/authorities/authority-fault';
import { allowedFolders } from '../../services/discoveries/sources/allowed-folders';
import { createCtMonitor } from '../../services/discoveries/sources/ct-monitor';
import { createFolderSource } from '../../services/discoveries/sources/folder';
import { createIssuedList } from '../../services/discoveries/sources/issued-list';
import { createTlsScan } from '../../services/discoveries/sources/tls-scan';
import { createDiscoveredFirings } from '../../services/discoveries/discovered';
import { createFinishedFirings } from '../../services/discoveries/finished';
import { createDiscoveryIntake } from '../../services/discoveries/intake';
import { createDiscoveryPush } from '../../services/discoveries/push';
import { createDiscoveryReading } from '../../services/discoveries/reading';
import { createDiscoveryRunSteps } from '../../services/discoveries/run';
import { createSeenBefore } from '../../services/discoveries/seen-before';
import { createSightings } from '../../services/discoveries/sightings';
import type { Sources } from '../../services/discoveries/source';
import { discoverySource } from '../../services/discoveries/subject-source';
import { createDiscoveryUpkeep } from '../../services/discoveries/upkeep';
import { createDeletionHooks, setsInWords } from '../../services/identity/deletion';
import { toNamed } from '../../store/certificates/replacement-candidates';
import { createDiscoveryRuns } from '../../temporal/runs/discoveries';
import { ParsedCertificates } from '../../x509/parsed-certificates';
import type { Foundation } from '../foundation';
import { discoveryStartOf } from './discovery-start';
import { createFiringPipeline } from './firings';
import { namedSecretsOf } from './named-secrets';
import type { CreatePart, PartContext } from './part';

/** Content on its way from the request that brought it to a worker in the same process. */
const mostParsedBytes = 16 * 1024 * 1024;

export const discoveriesPart: CreatePart = (context) => {
  const { foundation } = context;
  const { config, stores, now, sealValue } = foundation;
  const services = servicesOf(foundation);
  return {
    name: 'discoveries',
    workflows: ['certificateDiscovered', 'discoveryFinished', 'discoveryRun'],
    routes: () => [
      ...createDiscoveryRoutes({
        discoveries: stores.discoveries,
        attributes: async () => [...(await stores.directory.snapshot()).attributes.values()],
        seal: sealValue,
        isSecret: async (name) => (await stores.secrets.byName(name)) !== undefined,
        mayRead: async (wanted) => (await allowedFolders(config.discoveryFolders)).mayHold(wanted),
        isAuthority: async (authority) => (await findAuthority(stores, authority)) !== undefined,
        referencesOf: createDeletionHooks(stores, now).referencesOf,
        async beforeDeletion(uuid) {
          const message = setsInWords(await stores.triggerSets.removeOfObject('discoveries', uuid));
          await services.upkeep.forgetAll(uuid);
          return message;
        },
        now,
      }),
      ...createDiscoveryRunRoutes({
        discoveries: stores.discoveries,
        runs: stores.discoveryRuns,
        rows: stores.discoveryRows,
        gaps: stores.discoveryGaps,
        start: services.start,
        push: services.push,
        limits: async () => (await stores.settings.get()).values.upload,
        now,
      }),
    ],
    subjects: () => [discoverySource(stores.discoveries)],
    activities: () => activitiesOf(context, services),
    lookAround: services.upkeep.lookAround,
    tidy: services.upkeep.tidy,
  };
};

type DiscoveryServices = ReturnType<typeof servicesOf>;

function servicesOf(foundation: Foundation) {
  const { stores, client, queueName, now } = foundation;
  const runs = createDiscoveryRuns(client, queueName);
  const parsed = new ParsedCertificates(mostParsedBytes);
  const sightings = createSightings({ sightings: stores.sightings, rows: stores.discoveryRows, now });
  const takeIn = createDiscoveryIntake({
    rows: stores.discoveryRows,
    gaps: stores.discoveryGaps,
    certificates: stores.certificates,
    parsed,
    sightings,
    startBatch: runs.startBatch,
    newId: randomUUID,
    now,
  });
  const start = discoveryStartOf(foundation);
  const push = createDiscoveryPush({
    discoveries: stores.discoveries,
    runs: stores.discoveryRuns,
    rows: stores.discoveryRows,
    start,
    takeIn,
    now,
  });
  const upkeep = createDiscoveryUpkeep({
    runs: stores.discoveryRuns,
    rows: stores.discoveryRows,
    gaps: stores.discoveryGaps,
    start: runs.start,
    isRunning: runs.isRunning,
    newId: randomUUID,
    now,
  });
  return { runs, parsed, sightings, takeIn, start, push, upkeep };
}

function activitiesOf(
  { foundation, expiration, notifications, authorities }: PartContext,
  { runs, parsed, sightings, takeIn }: DiscoveryServices,
) {
  const { stores, now, logger } = foundation;
  const pipeline = createFiringPipeline(foundation);
  async function runOf(runId: string) {
    const run = await stores.discoveryRuns.find(runId);
    const discovery = run === null ? undefined : await stores.discoveries.find(run.discovery);
    return run === null || discovery === undefined ? null : { run, discovery };
  }
  const discovered = createDiscoveredFirings({
    pipeline,
    runOf,
    rows: stores.discoveryRows,
    certificates: stores.certificates,
    uploads: stores.uploads,
    firings: stores.firings,
    parsed,
    detectReplacements: async (stored) => void (await expiration.detection.detectAmong(stored.map(toNamed))),
    logger,
    now,
  });
  const finished = createFinishedFirings({ pipeline, runOf, discoveries: stores.discoveries });
  const steps = createDiscoveryRunSteps({
    runOf,
    discoveries: stores.discoveries,
    runs: stores.discoveryRuns,
    rows: stores.discoveryRows,
    gaps: stores.discoveryGaps,
    sightings,
    startBatch: runs.startBatch,
    startFinished: runs.startFinished,
    now,
  });
  const reading = createDiscoveryReading({
    runOf,
    runs: stores.discoveryRuns,
    rows: stores.discoveryRows,
    takeIn,
    sources: sourcesOf(foundation, notifications.guard, authorities.registry),
    seenBefore: createSeenBefore({ runs: stores.discoveryRuns, rows: stores.discoveryRows }),
    wait: async (ms, signal) => void (await sleep(ms, undefined, { signal })),
    now,
    steadyClock: () => performance.now(),
  });
  return {
    certloom: {
      ...createDiscoveredActivities(discovered),
      ...createDiscoveryFinishedActivities(finished),
      ...createDiscoveryRunActivities(steps),
    },
    scan: createDiscoveryReadActivities(reading),
  };
}

/** Lists of monitors take their time. */
const monitorLimits = { connectMs: 10_000, silenceMs: 60_000, totalMs: 120_000 };

/** The kinds that are read by us, one line each. */
function sourcesOf(foundation: Foundation, guard: OutboundGuard, { authorityOf }: AuthorityRegistry): Sources {
  const { config, stores } = foundation;
  const folders = config.discoveryFolders;
  const fetcher = createHttpFetcher({
    ...{ guard, ...monitorLimits },
    ...(config.outboundCa === undefined ? {} : { ca: withPublicAuthorities(config.outboundCa) }),
    ...(config.outboundProxy === undefined ? {} : { proxy: { url: config.outboundProxy, except: config.noProxy } }),
  });
  return {
    folder: createFolderSource(folders, namedSecretsOf(foundation).open),
    tls_scan: createTlsScan({
      probe: (target, options) => probe(target, { guard, ...options }),
      wait: async (ms) => void (await sleep(ms)),
    }),
    ct_monitor: createCtMonitor({
      contents: (uuids) => stores.inventory.contents(uuids),
      ...{ fetcher, folders, wait: async (ms, signal) => void (await sleep(ms, undefined, { signal })) },
    }),
    issued_list: createIssuedList({
      find: (authority) => findAuthority(stores, authority),
      authorityOf,
      // Words of authorities are theirs; those of libraries are nobody's.
      inWords: (error) => (error instanceof AuthorityFault ? error.message : 'The authority could not be asked.'),
    }),
  };
}

async function findAuthority({ authorities }: Foundation['stores'], authority: string) {
  return (await authorities.find(authority)) ?? (await authorities.byName(authority));
}
