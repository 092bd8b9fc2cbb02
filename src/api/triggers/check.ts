import type { Action } from '../../domain/actions/action';
import type { ActionTargets, ScriptTarget, ScriptTargets } from '../../domain/actions/check';
import { keepSecrets, sealActionSecrets } from '../../domain/actions/secrets';
import type { AttributeDefinition } from '../../domain/attributes/attribute';
import { checkMessage } from '../../delivery/templates/message';
import type { Seal } from '../../domain/attributes/sealed';
import type { PatternEngine } from '../../domain/conditions/patterns';
import type { Condition } from '../../domain/conditions/tree';
import { validateCondition } from '../../domain/conditions/validate';
import { CertloomError, type Fault } from '../../domain/problem';
import { checkTrigger } from '../../domain/triggers/check';
import type { Trigger } from '../../domain/triggers/trigger';
import { toAction } from './action-schemas';
import { validationFailed } from '../http/faults';
import type { Upcoming } from '../http/upcoming';
import type { TriggerInput } from './schemas';
import type { WarningContext } from '../conditions/warnings';

/** The directory's picture that references are checked against. */
export type DirectoryPicture = Omit<ActionTargets, 'notificationProfiles' | 'scripts' | 'definitions'> & WarningContext;

export interface TriggerCheckDeps {
  readonly directory: { snapshot(): Promise<DirectoryPicture> };
  readonly profiles: { findMany(uuids: readonly string[]): Promise<readonly { readonly uuid: string }[]> };
  readonly scripts: { byName(name: string): Promise<ScriptTarget | undefined> };
  /** Of the workflow builder. */
  readonly definitions: { byName(name: string): Promise<object | undefined> };
  readonly patterns: PatternEngine;
  readonly newId: () => string;
  readonly seal: Seal;
}

export interface CheckedTrigger {
  readonly content: Pick<
    Trigger,
    'name' | 'description' | 'event' | 'kind' | 'enabled' | 'condition' | 'actions' | 'notificationProfiles' | 'message'
  >;
  readonly attributes: readonly AttributeDefinition[];
}

/**
 * Every rule for a trigger that is to be saved: kind, condition, actions, and what it names. Throws
 * `invalid_condition` with the faults of the tree, else `validation_failed` with all others.
 * @param before what an edit replaces: secrets that were sent back masked stay as they are
 */
export async function checkTriggerInput(
  deps: TriggerCheckDeps,
  input: TriggerInput,
  before: Trigger | undefined,
  upcoming?: Upcoming,
): Promise<CheckedTrigger> {
  const picture = await deps.directory.snapshot();
  const targets = upcoming?.pictured(picture) ?? picture;
  const attributes = [...targets.attributes.values()];
  const condition = checkCondition(deps, input, attributes);
  const actions = input.actions.map((action) =>
    keepSecrets(toAction(action, deps.newId), before?.actions ?? [], targets.attributesByName),
  );
  const content = { ...input, condition, actions };
  const named = actions.flatMap((action) => (action.type === 'sendNotification' ? action.profiles : []));
  const profiles = await deps.profiles.findMany([...named, ...content.notificationProfiles]);
  const known = new Set(profiles.map(({ uuid }) => uuid));
  const notificationProfiles = {
    has: (uuid: string) => known.has(uuid) || upcoming?.has('notificationProfile', uuid) === true,
  };
  const scripts = await scriptTargets(deps.scripts, actions);
  const definitions = await definitionNames(deps.definitions, actions);
  const all = { ...targets, notificationProfiles, scripts, definitions };
  const faults = [...checkTrigger(content, all), ...messageFaults(content.message)];
  if (faults.length > 0) throw validationFailed(faults);
  const stored = actions.map((action) => sealActionSecrets(action, targets.attributesByName, deps.seal));
  return { content: { ...content, actions: stored }, attributes };
}

async function scriptTargets(
  { byName }: TriggerCheckDeps['scripts'],
  actions: readonly Action[],
): Promise<ScriptTargets> {
  const names = new Set(actions.flatMap((action) => (action.type === 'runScript' ? action.script.toLowerCase() : [])));
  const found = new Map<string, ScriptTarget>();
  for (const name of names) {
    const target = await byName(name);
    if (target !== undefined) found.set(name, target);
  }
  return {
    has: (name) => found.has(name),
    find: (name) => found.get(name),
  };
}

/** Names in lower case. */
async function definitionNames(
  { byName }: TriggerCheckDeps['definitions'],
  actions: readonly Action[],
): Promise<ReadonlySet<string>> {
  const names = new Set(actions.flatMap((action) => (action.type === 'startWorkflow' ? action.definition : [])));
  const found = await Promise.all(
    [...names].map(async (name) => ((await byName(name)) === undefined ? [] : [name.toLowerCase()])),
  );
  return new Set(found.flat());
}

function messageFaults(message: string | null): Fault[] {
  return (message === null ? [] : checkMessage(message)).map(({ line, detail }) => ({
    pointer: '/message',
    code: 'invalid_template',
    detail: line === null ? detail : `Line ${line}: ${detail}`,
  }));
}

function checkCondition(
  { patterns }: TriggerCheckDeps,
  { condition, event }: TriggerInput,
  attributes: readonly AttributeDefinition[],
): Condition | null {
  if (condition === undefined || condition === null) return null;
  const checked = validateCondition(condition, { scope: event, stage: null, attributes, patterns });
  if (!('faults' in checked)) return checked.condition;
  const [first] = checked.faults;
  throw new CertloomError(
    'invalid_condition',
    `The condition is not valid: ${first?.detail ?? 'not valid'} (${first?.pointer ?? '/condition'})`,
    { errors: checked.faults.slice(0, 100) },
  );
}
