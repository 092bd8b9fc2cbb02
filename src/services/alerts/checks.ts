import type { Alert, AlertFields } from '../../domain/alerts/alert';
import type { BranchHandler } from '../../domain/alerts/handler';
import { isEventCode } from '../../domain/events/catalogue';
import { alertKind } from '../../domain/alerts/kinds';
import type { AttributeDefinition } from '../../domain/attributes/attribute';
import { compileStepCondition, type PatternEngine, type Predicate } from '../../domain/conditions/evaluate';
import type { StepScope } from '../../domain/conditions/fields';
import type { Condition } from '../../domain/conditions/tree';
import { validateStepCondition } from '../../domain/conditions/validate';
import { variablesBehind } from '../../domain/alerts/variables';
import type { Plugin } from '../../domain/plugins/plugin';
import type { Fault } from '../../domain/problem';

export interface NamedCheckDeps {
  readonly attributes: () => Promise<readonly AttributeDefinition[]>;
  readonly patterns: PatternEngine;
  readonly hasCollection: (uuid: string) => Promise<boolean>;
  readonly hasConnection: (uuid: string) => Promise<boolean>;
  readonly hasRaProfile: (uuid: string) => Promise<boolean>;
  readonly hasAuthority: (uuid: string) => Promise<boolean>;
  /** What is wrong with a registered handler and its parameters for alerts of the kind; pointers from the settings. */
  readonly pluginFaults: (
    name: string,
    parameters: Readonly<Record<string, unknown>>,
    kind: AlertFields['kind'],
    coming?: ComingPlugin,
  ) => Promise<readonly Fault[]>;
  /** Why no call may go to an address, as far as the address itself says it; undefined: nothing. */
  readonly urlFault: (url: string) => Pick<Fault, 'code' | 'detail'> | undefined;
  /** What is wrong with a script or a version of it; undefined: nothing. */
  readonly scriptFault: (name: string, version: number | 'latest') => Promise<string | undefined>;
}

/** What a module says that is about to be registered. */
export type ComingPlugin = Pick<Plugin, 'supports' | 'parameters'>;

/** What an import is about to write: it counts as if it were there. */
export interface ComingObjects {
  has(kind: 'collection' | 'connection' | 'raProfile' | 'authority', uuid: string): boolean;
  find(kind: 'script' | 'handler', name: string): Readonly<Record<string, unknown>> | undefined;
  attributes(before: readonly AttributeDefinition[]): readonly AttributeDefinition[];
}

/** What conditions of handlers may look at beside variables: the subject of the event underneath, if there is one. */
export function scopeOf(kind: AlertFields['kind']): StepScope {
  const { event } = alertKind(kind);
  return isEventCode(event) ? event : null;
}

/** Checks what an alert names, and brings the conditions of its handlers to their form. */
export function createNamedCheck(deps: NamedCheckDeps) {
  const hasRaProfile = async (uuid: string, coming?: ComingObjects) =>
    coming?.has('raProfile', uuid) === true || deps.hasRaProfile(uuid);
  const hasAuthority = async (uuid: string, coming?: ComingObjects) =>
    coming?.has('authority', uuid) === true || deps.hasAuthority(uuid);
  const hasConnection = async (uuid: string, coming?: ComingObjects) =>
    coming?.has('connection', uuid) === true || deps.hasConnection(uuid);
  const hasCollection = async (uuid: string, coming?: ComingObjects) =>
    coming?.has('collection', uuid) === true || deps.hasCollection(uuid);

  async function scriptFault(name: string, version: number | 'latest', coming?: ComingObjects) {
    const next = version === 'latest' ? coming?.find('script', name) : undefined;
    if (next === undefined) return deps.scriptFault(name, version);
    return categoriesFault(next['categories'] as readonly string[]);
  }

  async function faultsOf(
    { type, settings }: BranchHandler,
    at: string,
    kind: AlertFields['kind'],
    coming?: ComingObjects,
  ): Promise<Fault[]> {
    const missing = (pointer: string, detail: string) => [{ pointer, code: 'target_missing', detail }];
    if (type === 'renewal') {
      const { raProfile, authority } = settings;
      return [
        ...(typeof raProfile !== 'string' || (await hasRaProfile(raProfile, coming))
          ? []
          : missing(`${at}/settings/raProfile`, 'this RA profile does not exist')),
        ...(typeof authority !== 'string' || (await hasAuthority(authority, coming))
          ? []
          : missing(`${at}/settings/authority`, 'this authority does not exist')),
      ];
    }
    if (type === 'custom') {
      const parameters = (settings['parameters'] ?? {}) as Record<string, unknown>;
      const name = String(settings['pluginName']);
      const next = coming?.find('handler', name);
      const plugin = next !== undefined && 'supports' in next ? (next as unknown as ComingPlugin) : undefined;
      const found = await deps.pluginFaults(name, parameters, kind, plugin);
      return found.map((one) => ({ ...one, pointer: `${at}/settings${one.pointer}` }));
    }
    if (type === 'webhook' && typeof settings['connection'] === 'string') {
      const isThere = await hasConnection(settings['connection'], coming);
      return isThere ? [] : missing(`${at}/settings/connection`, 'this connection does not exist');
    }
    if (type === 'webhook' && typeof settings['url'] === 'string') {
      const fault = deps.urlFault(settings['url']);
      return fault === undefined ? [] : [{ pointer: `${at}/settings/url`, ...fault }];
    }
    if (type === 'script') {
      const version = (settings['version'] ?? 'latest') as number | 'latest';
      const detail = await scriptFault(String(settings['scriptName']), version, coming);
      return detail === undefined ? [] : missing(`${at}/settings/scriptName`, detail);
    }
    return [];
  }

  return async function checkNamed(
    alert: AlertFields,
    coming?: ComingObjects,
  ): Promise<{ readonly faults: readonly Fault[]; readonly alert: AlertFields }> {
    const stored = await deps.attributes();
    const attributes = coming?.attributes(stored) ?? stored;
    const faults: Fault[] = [];
    if (alert.collectionId !== null && !(await hasCollection(alert.collectionId, coming))) {
      faults.push({ pointer: '/collectionId', code: 'target_missing', detail: 'this collection does not exist' });
    }
    if (alert.raProfileId !== null && !(await hasRaProfile(alert.raProfileId, coming))) {
      faults.push({ pointer: '/raProfileId', code: 'target_missing', detail: 'this RA profile does not exist' });
    }
    const scope = scopeOf(alert.kind);
    const handlers: Alert['handlers'][number][] = [];
    for (const [index, handler] of alert.handlers.entries()) {
      const at = `/handlers/${index}`;
      faults.push(...(await faultsOf(handler, at, alert.kind, coming)));
      for (const [place, branch] of handler.onError.handlers.entries()) {
        faults.push(...(await faultsOf(branch, `${at}/onError/handlers/${place}`, alert.kind, coming)));
      }
      const variables = variablesBehind(alert.handlers.slice(0, index));
      const context = { scope, attributes, patterns: deps.patterns, variables };
      const conditions = handler.conditions.flatMap((given, place): Condition[] => {
        const checked = validateStepCondition(given, context, `${at}/conditions/${place}`);
        if (!('faults' in checked)) return [checked.condition];
        faults.push(...checked.faults);
        return [];
      });
      handlers.push({ ...handler, conditions });
    }
    return { faults, alert: { ...alert, handlers } };
  };
}

/** What is wrong with a script of these categories. */
export function categoriesFault(categories: readonly string[]): string | undefined {
  return categories.includes('handler') ? undefined : 'the script is not of the category handler';
}

/** Conditions of handlers, compiled once for a state of the attribute definitions. */
export function createHandlerConditions(patterns: PatternEngine) {
  let known = new WeakMap<Condition, Predicate>();
  let knownFor: readonly AttributeDefinition[] = [];
  return function predicateOf(
    condition: Condition,
    kind: AlertFields['kind'],
    attributes: readonly AttributeDefinition[],
  ): Predicate {
    if (knownFor !== attributes) {
      known = new WeakMap();
      knownFor = attributes;
    }
    let predicate = known.get(condition);
    if (predicate === undefined) {
      predicate = compileStepCondition(condition, { scope: scopeOf(kind), attributes, patterns });
      known.set(condition, predicate);
    }
    return predicate;
  };
}
