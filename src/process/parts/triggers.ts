import { randomUUID } from 'node:crypto';
import { createDryRunRoute } from '../../api/triggers/dry-run';
import { createHistoryRunRoute } from '../../api/triggers/history-run';
import { createMatchCountRoute } from '../../api/triggers/matches';
import { createTriggerListRoute } from '../../api/triggers/list';
import { createTriggerRoutes } from '../../api/triggers/routes';
import { createTriggerStatisticsRoute } from '../../api/triggers/statistics';
import { createTriggerSetRoutes } from '../../api/triggers/sets';
import { createTriggerVersionRoutes } from '../../api/triggers/versions';
import { CertloomError } from '../../domain/problem';
import { events } from '../../domain/events/catalogue';
import { createRulesOfEvents } from '../../services/firings/rules';
import { createDryRunSubjects } from '../../services/triggers/dry-run-subject';
import { parseUpload } from '../../x509/parse-upload';
import type { CreatePart, PartContext } from './part';

export const triggersPart: CreatePart = (context) => ({
  name: 'triggers',
  routes: () => {
    const { foundation, patterns, thread, sources } = context;
    const { triggers, inventory, directory, eventHistory: history, triggerCounts: counts } = foundation.stores;
    const dryRun = dryRunDeps(context);
    return [
      ...triggerRoutes(context),
      createDryRunRoute(dryRun),
      createHistoryRunRoute({ ...dryRun, sources, history }),
      createTriggerStatisticsRoute({ counts, now: foundation.now }),
      createMatchCountRoute({ triggers, inventory, directory, patterns, thread, now: foundation.now }),
    ];
  },
});

function triggerRoutes({ foundation: { stores, now, sealValue: seal }, patterns, sources }: PartContext) {
  const { triggers, triggerSets: sets, directory, profiles, scripts, definitions } = stores;
  return [
    createTriggerListRoute({ triggers, sets, directory, now, counts: stores.triggerCounts }),
    ...createTriggerRoutes({
      triggers,
      sets,
      directory,
      profiles,
      scripts,
      definitions,
      patterns,
      seal,
      newId: randomUUID,
      now,
    }),
    ...createTriggerVersionRoutes({ triggers, directory, versions: stores.triggerVersions }),
    ...createTriggerSetRoutes({
      triggers,
      sets,
      directory,
      now,
      discoveryExists: async (uuid) => (await stores.discoveries.find(uuid)) !== undefined,
      configuration: stores.triggerConfiguration,
      subjectOf: async (event, objectUuid) => {
        // What a discovery would find.
        if ((await stores.discoveries.find(objectUuid)) !== undefined)
          return { groups: [], raProfile: null, discovery: objectUuid };
        const found = await sources.of(events[event].resource)?.findMany([objectUuid]);
        const subject = found?.get(objectUuid);
        if (subject === undefined) return null;
        const { groups } = await directory.snapshot();
        return {
          groups: subject.categories.groups.map((uuid) => ({ uuid, name: groups.get(uuid)?.name ?? uuid })),
          raProfile: subject.categories.raProfile,
          discovery: subject.discovery ?? null,
        };
      },
    }),
  ];
}

function dryRunDeps({ foundation: { stores, now, sealValue: seal }, patterns, sources }: PartContext) {
  const { triggers, directory, profiles, scripts, definitions, triggerConfiguration: configuration } = stores;
  return {
    ...{ triggers, directory, profiles, scripts, definitions, patterns, seal, now, configuration },
    newId: randomUUID,
    rules: createRulesOfEvents(stores),
    subjects: createDryRunSubjects({
      sources,
      findFiring: (firingId) => stores.eventHistory.find(firingId),
      readCertificate: async (content) => onlyOne(await parseUpload(content)),
      findByFingerprints: (fingerprints) => stores.certificates.findByFingerprints(fingerprints),
    }),
  };
}

/** The facts of the one certificate that an input holds. */
function onlyOne(items: Awaited<ReturnType<typeof parseUpload>>) {
  const [first] = items;
  if (items.length === 1 && first !== undefined && 'certificate' in first) return first.certificate.facts;
  throw new CertloomError('not_a_certificate', 'Exactly one certificate is expected.');
}
