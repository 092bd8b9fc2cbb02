import { CertloomError, validationFailed } from '../../domain/problem';
import { alertKindCodes, type AlertKindCode } from '../../domain/alerts/kind';
import { handlerTypes } from '../../domain/alerts/handler-types';
import { refuseModulePath, type Plugin, type PluginUser } from '../../domain/plugins/plugin';
import type { PluginStore } from '../../store/plugins/plugins';
import type { InspectModule } from './inspect';

/** What alerts can have as a handler: a type that is built in, or a module. */
export interface ListedHandler {
  readonly name: string;
  readonly title: string;
  /** Null for what is built in, as below. */
  readonly version: string | null;
  readonly enabled: boolean;
  readonly supports: readonly AlertKindCode[];
  readonly builtIn: boolean;
  readonly plugin: Plugin | null;
}

/** What uses a handler, by its name; some are enough. */
export type HandlerUsers = (handler: {
  readonly name: string;
  readonly builtIn: boolean;
}) => Promise<readonly PluginUser[]>;

export interface PluginRegistryDeps {
  readonly plugins: Pick<PluginStore, 'byName' | 'all' | 'create' | 'update' | 'remove'>;
  readonly inspect: InspectModule;
  readonly usersOf: HandlerUsers;
  readonly newId: () => string;
  readonly now: () => Date;
}

/** `custom` is what plug-ins are to an alert, and no handler by itself. */
const builtIn: readonly ListedHandler[] = handlerTypes
  .filter(({ isInternal }) => isInternal !== true)
  .filter(({ code }) => code !== 'custom')
  .map(({ code, title, kinds }) => ({
    ...{ name: code, title, version: null, enabled: true, builtIn: true, plugin: null },
    supports: alertKindCodes.filter((kind) => kinds === null || kinds.includes(kind)),
  }));
const taken: ReadonlySet<string> = new Set(['custom', ...builtIn.map(({ name }) => name)]);

/** What a module must say of itself, where that is known. */
export interface ExpectedModule {
  readonly name?: string;
  /** Lower-case hex; null: any. */
  readonly sha256?: string | null;
}

/** A module as a worker has found it. */
export type FoundModule = Omit<Plugin, 'uuid' | 'enabled' | 'registeredAt' | 'revision'>;

/** Handlers that alerts can have, and the registration of modules among them. */
export function createPluginRegistry({ plugins, inspect, usersOf, newId, now }: PluginRegistryDeps) {
  async function find(name: string): Promise<ListedHandler> {
    const found = builtIn.find((one) => one.name === name) ?? toListed(await plugins.byName(name));
    if (found === undefined) throw new CertloomError('not_found', `There is no handler "${name}".`);
    return found;
  }

  /**
   * What a worker finds in a module that may be registered. Throws `validation_failed` for what is no handler or not the
   * one that is expected, and `in_use` when it gives up a kind that alerts have.
   */
  async function look(module: string, expected: ExpectedModule = {}): Promise<FoundModule> {
    refuseModulePath(module);
    const { sha256, manifest } = await inspect(module);
    const { apiVersion: _v, ...said } = manifest;
    const { name, supports } = said;
    if (taken.has(name)) {
      const detail = `manifest/name: a handler that is built in has the name "${name}"`;
      throw validationFailed([{ pointer: '/module', code: 'reserved_name', detail }]);
    }
    const faults = [
      ...(expected.name === undefined || expected.name === name
        ? []
        : [{ pointer: '/module', code: 'wrong_value', detail: `the module calls itself "${name}"` }]),
      ...(expected.sha256 == null || expected.sha256 === sha256
        ? []
        : [{ pointer: '/sha256', code: 'wrong_value', detail: `the SHA-256 of the module is ${sha256}` }]),
    ];
    if (faults.length > 0) throw validationFailed(faults);
    const before = await plugins.byName(name);
    if (before?.supports.some((kind) => !supports.includes(kind)) === true) {
      refuseKindLoss(name, supports, await usersOf({ name, builtIn: false }));
    }
    return { ...said, module, sha256 };
  }

  /** @param change beside what the module says; a new one is enabled unless it says otherwise */
  async function put(found: FoundModule, change: { readonly enabled?: boolean }) {
    const before = await plugins.byName(found.name);
    const fields = { ...found, registeredAt: now(), ...change };
    if (before === undefined) {
      return { plugin: await plugins.create(newId(), { enabled: true, ...fields }), isNew: true };
    }
    return { plugin: await plugins.update(before.uuid, before.revision, fields), isNew: false };
  }

  return {
    find,
    all: async (): Promise<ListedHandler[]> => [...builtIn, ...(await plugins.all()).map(listed)],

    /** The plug-in of this name. Throws `not_found`, and `invalid_state` for what is built in. */
    async plugin(name: string): Promise<Plugin> {
      const { plugin } = await find(name);
      if (plugin !== null) return plugin;
      throw alwaysThere(name);
    },

    /** The plug-in of this name, if there is one. Throws `invalid_state` for what is built in. */
    async known(name: string): Promise<Plugin | undefined> {
      if (taken.has(name)) throw alwaysThere(name);
      return plugins.byName(name);
    },

    look,
    put,

    /**
     * Registers a module under the name that it gives itself, or anew when it is registered already: then it may run as
     * it is now. Whether it is enabled stays. Throws as `look`.
     */
    register: async (module: string): Promise<{ readonly plugin: Plugin; readonly isNew: boolean }> =>
      put(await look(module), {}),

    setEnabled: (plugin: Plugin, enabled: boolean): Promise<Plugin> =>
      plugin.enabled === enabled ? Promise.resolve(plugin) : plugins.update(plugin.uuid, plugin.revision, { enabled }),

    remove: ({ uuid, revision }: Plugin): Promise<void> => plugins.remove(uuid, revision),
    usersOf,
  };
}

export type PluginRegistry = ReturnType<typeof createPluginRegistry>;

function alwaysThere(name: string): CertloomError {
  return new CertloomError('invalid_state', `The handler "${name}" is built in: it always stays as it is.`);
}

function listed(plugin: Plugin): ListedHandler {
  const { name, title, version, enabled, supports } = plugin;
  return { name, title, version, enabled, supports, builtIn: false, plugin };
}

function toListed(plugin: Plugin | undefined): ListedHandler | undefined {
  return plugin === undefined ? undefined : listed(plugin);
}

const shown = 20;

function refuseKindLoss(name: string, supports: readonly AlertKindCode[], users: readonly PluginUser[]): void {
  const usedBy = users.filter(({ alertKind }) => !supports.includes(alertKind));
  const [first] = usedBy;
  if (first === undefined) return;
  const detail = `The module no longer supports alerts of the kind ${first.alertKind}, and ${first.kind} "${first.name}" has the handler "${name}".`;
  throw new CertloomError('in_use', detail, {
    extra: { usedBy: usedBy.slice(0, shown).map(({ alertKind: _k, ...user }) => user) },
  });
}
