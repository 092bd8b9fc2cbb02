import type { Actor } from '../identity/actor';
import type { Condition } from '../conditions/tree';
import type { EventCode } from '../events/catalogue';
import type { DefinitionCanvas } from './canvas';
import type { UnresolvedTokens } from '../values/tokens';

/** What a definition reacts to, besides the platform's events. */
export const ownDefinitionTypes = [
  'enrollment',
  'revocation',
  'expiration',
  'certificate_entered_collection',
  'certificate_left_collection',
  'key_rotation',
  'revocation_monitoring',
] as const;
export type DefinitionType = (typeof ownDefinitionTypes)[number] | `event:${EventCode}`;

/** What a key of a definition names, by its type. An enrollment or revocation definition without keys is the global one. */
export const definitionKeyKinds = ['ra_profile', 'alert', 'collection', 'group', 'discovery'] as const;
export type DefinitionKeyKind = (typeof definitionKeyKinds)[number];

export interface DefinitionKey {
  readonly kind: DefinitionKeyKind;
  readonly uuid: string;
}

/** Only the trigger action `startWorkflow` starts it, or whatever its type says. */
export const definitionStarts = ['type', 'trigger'] as const;
export type DefinitionStart = (typeof definitionStarts)[number];

/** The origin's form of a condition: one value with tokens that must come to true, or to the text `true` in any case. */
export interface TruthCondition {
  readonly left: unknown;
  readonly operator: 'is_true';
}

/** A tree of the condition language, which has the source `variable` besides; or the origin's form. */
export type StepCondition = Condition | TruthCondition;

/** Attempts of one visit of a step; the pause doubles from try to try. */
export interface StepRetry {
  readonly attempts: number;
  readonly firstPauseSeconds: number;
}

/** Where each way out of a step leads: unique names of steps. A branch has named ways of its own. */
export type StepOutputs = Readonly<Record<string, string>>;

export interface Step {
  /** Letters, digits and `_`, at most 64; unique in the definition. */
  readonly uniqueName: string;
  readonly displayName: string;
  /** Code of its kind; `placeholder` for what came from elsewhere and is not known here. */
  readonly type: string;
  readonly enabled: boolean;
  /** As its kind takes them; secrets by reference. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly conditions: readonly StepCondition[];
  readonly conditionMode: 'all' | 'any';
  readonly outputs: StepOutputs;
  /** Of one visit; null: the limit of its kind. */
  readonly timeoutSeconds: number | null;
  /** Null: that of its kind. */
  readonly retry: StepRetry | null;
  /** Visits in one instance, where a cycle leads back to it. */
  readonly maxVisits: number;
  /** Where it came from, with what could not be mapped. */
  readonly origin: StepOrigin | null;
}

export interface StepOrigin {
  /** There. */
  readonly id: string | null;
  /** By JSON Pointers into the object of the other product. */
  readonly raw: Readonly<Record<string, unknown>>;
}

/** What a version of a definition says; versions are never changed once they are published. */
export interface DefinitionContent {
  readonly steps: readonly Step[];
  readonly unresolvedTokens: UnresolvedTokens;
  /** How an instance treats answers of REST steps: parsed, or as text under the property's name as the origin does. */
  readonly restResultAs: 'object' | 'text';
}

export interface DefinitionVersion {
  readonly definition: string;
  /** From 1. */
  readonly version: number;
  readonly content: DefinitionContent;
  readonly savedAt: Date;
  readonly savedBy: Actor;
  /** Null: a draft. */
  readonly publishedAt: Date | null;
  readonly publishedBy: Actor | null;
}

export interface Definition {
  readonly uuid: string;
  readonly name: string;
  readonly description: string;
  readonly type: DefinitionType;
  readonly keys: readonly DefinitionKey[];
  readonly startedBy: DefinitionStart;
  /** Off: no new instances. */
  readonly enabled: boolean;
  /** Null once the newest version is published. */
  readonly draftVersion: number | null;
  /** New instances run this one; null: none. */
  readonly publishedVersion: number | null;
  /** The global one of its type: always there, never deleted. */
  readonly isGlobal: boolean;
  /** Where an imported one came from, with what could not be mapped. */
  readonly origin: StepOrigin | null;
  readonly canvas: DefinitionCanvas;
  readonly createdAt: Date;
  readonly changedAt: Date;
  readonly revision: number;
}

export const stepNameForm = /^[A-Za-z0-9_]{1,64}$/;
export const defaultMaxVisits = 25;
