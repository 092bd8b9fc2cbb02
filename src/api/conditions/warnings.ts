import type { AttributeDefinition } from '../../domain/attributes/attribute';
import { contradictionsIn } from '../../domain/conditions/contradictions';
import { flattenLeaves } from '../../domain/conditions/leaves';
import type { PatternEngine } from '../../domain/conditions/patterns';
import type { FieldScope } from '../../domain/conditions/fields';
import { impossibleValues } from '../../domain/conditions/impossible-values';
import { unmatchedValues } from '../../domain/conditions/unmatched-values';
import { validateCondition } from '../../domain/conditions/validate';
import type { Permission } from '../../domain/identity/permissions';
import type { Fault } from '../../domain/problem';

export interface WarningContext {
  readonly attributes: ReadonlyMap<string, AttributeDefinition>;
  readonly groups: ReadonlyMap<string, { readonly name: string }>;
  readonly raProfiles: ReadonlyMap<string, { readonly name: string }>;
  readonly users: ReadonlyMap<string, { readonly username: string }>;
}

interface NamedKind {
  readonly permission: Permission;
  readonly names: (directory: WarningContext) => readonly string[];
}

const kinds: Readonly<Partial<Record<string, NamedKind>>> = {
  RA_PROFILE_NAME: {
    permission: 'ra-profiles:read',
    names: ({ raProfiles }) => [...raProfiles.values()].map(({ name }) => name),
  },
  GROUP_NAME: { permission: 'groups:read', names: ({ groups }) => [...groups.values()].map(({ name }) => name) },
  OWNER: { permission: 'users:read', names: ({ users }) => [...users.values()].map(({ username }) => username) },
};

/** A condition has many leaves, and each may say something. */
const mostTold = 100;
/** Leaves are compared with each other, value by value: beyond this it would take long. */
const mostCompared = 1_000;

export interface WarningScope {
  readonly scope: FieldScope;
  /** Where the condition stands in the request. */
  readonly pointer: string;
}

/**
 * What of a condition is allowed and can never be so, as things stand now: codes, names and options that nothing has,
 * values that nothing can have, leaves that contradict each other, fields that are gone. Of names it says something only
 * to who may read them.
 */
export function conditionWarnings(
  condition: unknown,
  { scope, pointer }: WarningScope,
  directory: WarningContext,
  patterns: PatternEngine,
  permissions: ReadonlySet<Permission>,
): Fault[] {
  if (condition === null || condition === undefined) return [];
  const attributes = [...directory.attributes.values()];
  const checked = validateCondition(condition, { scope, stage: null, attributes, patterns }, pointer);
  // What it was saved with has changed since: its leaves end in errors.
  if ('faults' in checked) return checked.faults.slice(0, mostTold);
  const told = [...checked.warnings, ...impossibleValues(checked.condition, scope, pointer)];
  const values = flattenLeaves(checked.condition).flatMap(({ value }) => value ?? []);
  if (values.length > mostCompared) return told.slice(0, mostTold);
  const names = (field: string): readonly string[] | undefined => {
    const kind = kinds[field];
    return kind === undefined || !permissions.has(kind.permission) ? undefined : kind.names(directory);
  };
  return [
    ...told,
    ...unmatchedValues(checked.condition, scope, { names, attributes }, pointer),
    ...contradictionsIn(checked.condition, { scope, attributes, patterns }, pointer),
  ].slice(0, mostTold);
}
