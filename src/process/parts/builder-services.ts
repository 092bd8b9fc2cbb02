import { randomUUID } from 'node:crypto';
import { faultsOf } from '../../api/http/faults';
import { chosenSinks } from '../../config/event-log-sinks';
import { reachedSinks } from '../../domain/event-log/warnings';
import { createCheckContext } from '../../services/builder/check-context';
import { createDefinitionControls } from '../../services/builder/definitions';
import { createDefinitionPreview } from '../../services/builder/preview';
import { createReferences } from '../../services/builder/references';
import { createItemValues } from '../../services/builder/values';
import type { PartContext } from './part';

const resourceOf = { discovery: 'discoveries', approval: 'approvals', job: 'jobs' } as const;

/** Values of tokens, of what definitions and instances are about. */
export function itemValuesOf({ foundation, sources }: Pick<PartContext, 'foundation' | 'sources'>) {
  const { stores, now } = foundation;
  return createItemValues({
    certificate: (uuid) => stores.inventory.find(uuid),
    contentOf: async (uuid) => (await stores.inventory.contents([uuid])).get(uuid),
    operation: (uuid) => stores.operations.find(uuid),
    sshKey: (uuid) => stores.sshKeys.find(uuid),
    endpointCheck: (id) => stores.endpointChecks.find(id),
    recorded: async (kind, uuid) => (await sources.of(resourceOf[kind])?.findMany([uuid]))?.get(uuid),
    authorityName: async (uuid) => (await stores.authorities.find(uuid))?.name ?? null,
    directory: () => stores.directory.snapshot(),
    lifetimeDays: async () => (await stores.settings.get()).values.sshKeys.lifetimeDays,
    now,
  });
}

/** What definitions of workflows need. */
export function createBuilderServices(context: PartContext) {
  const { foundation, patterns } = context;
  const { config, stores, now } = foundation;
  const snapshot = () => stores.directory.snapshot();
  const values = itemValuesOf(context);
  const references = createReferences({
    hasKey: {
      ra_profile: async (uuid) => (await snapshot()).raProfiles.has(uuid),
      alert: async (uuid) => (await stores.alerts.find(uuid)) !== undefined,
      collection: async (uuid) => (await stores.collections.find(uuid)) !== undefined,
      group: async (uuid) => (await snapshot()).groups.has(uuid),
      discovery: async (uuid) => (await stores.discoveries.find(uuid)) !== undefined,
    },
    keepsKeys: async (uuid) => (await snapshot()).raProfiles.get(uuid)?.keepPrivateKeys === true,
    hasConnection: async (uuid) => (await stores.connections.find(uuid)) !== undefined,
    hasAuthority: async (uuid) => (await stores.authorities.find(uuid)) !== undefined,
    hasRole: async (name) => (await snapshot()).rolesByName.has(name),
    hasUser: async (name) => (await snapshot()).usersByName.has(name),
    hasAttribute: async (name) => (await snapshot()).attributesByName.has(name),
    hasSecret: async (name) => (await stores.secrets.byName(name)) !== undefined,
    async scriptFault(name, version) {
      const script = await stores.scripts.byName(name);
      if (script === undefined) return `there is no script "${name}"`;
      if (!script.categories.includes('workflow')) return `the script "${name}" is not of the category workflow`;
      if (version === 'latest' || version <= script.currentVersion) return undefined;
      return `the script "${name}" has no version ${version}`;
    },
  });
  const controls = createDefinitionControls({
    ...{ definitions: stores.definitions, versions: stores.definitionVersions, keys: stores.definitionKeys },
    async context() {
      const { alerts } = (await stores.settings.get()).values;
      const installation = { hasFallbackRecipients: alerts.fallbackRecipients.length > 0 };
      return createCheckContext({
        ...{ installation, attributes: [...(await snapshot()).attributes.values()], patterns, faultsOf },
        sinks: reachedSinks(chosenSinks(config), process.platform === 'win32'),
      });
    },
    references,
    hasOpenInstances: (uuid) => stores.instances.hasOpenOf(uuid),
    triggersOf: async (definition) =>
      (await stores.triggers.referencesOf('definition', definition.toLowerCase())).map(({ name }) => name),
    ...{ newId: randomUUID, now },
  });
  return { values, controls, preview: createDefinitionPreview(values) };
}
