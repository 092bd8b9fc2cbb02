import type { Permission } from '../identity/permissions';
import type { Fault } from '../problem';
import type { DefinitionType, Step, StepCondition, StepRetry } from './definition';

/** How an instance goes on from a step of a kind. */
export const stepNatures = [
  /** Nothing is done: start, end, branch, placeholder. */
  'route',
  /** An activity does it. */
  'activity',
  /** A run of a script does it. */
  'script',
  /** It waits for people, a signal, a moment or a condition. */
  'wait',
  /** The operation that started the instance goes on meanwhile: enroll and revoke. */
  'operation',
] as const;
export type StepNature = (typeof stepNatures)[number];

/** What sets the steps of a kind apart; pure. Its settings are described next to its execution. */
export interface StepKind {
  readonly code: string;
  readonly title: string;
  /** One or two sentences for people. */
  readonly help: string;
  readonly nature: StepNature;
  /** Names of its ways out, which `outputs` of a step leads on. */
  readonly outputs: readonly string[];
  /** Ways that its settings lead on instead: each is called by the unique name of the step that it leads to. */
  readonly targets?: (settings: Step['settings']) => readonly StepTarget[];
  /** The same settings with each of these led elsewhere; every kind with targets has it. */
  readonly leading?: (settings: Step['settings'], elsewhere: (to: string) => string) => Step['settings'];
  /** Only in definitions of these types; null: in all. */
  readonly types: readonly DefinitionType[] | null;
  /** Members of its settings whose tokens are filled, with all that is in them. Conditions are filled when they are asked. */
  readonly templates: readonly string[];
  /** Those of them, or members inside them with dots between, that come to addresses: a token without a value is nobody. */
  readonly addressees?: readonly string[];
  /** Names that the step itself gives a value before one of them is used. */
  readonly late?: Readonly<Record<string, readonly string[]>>;
  /** Conditions inside its settings, each put in place by what `each` makes of it; pointers are into the settings. */
  readonly withConditions?: (
    settings: Step['settings'],
    each: (condition: StepCondition, pointer: string) => StepCondition,
  ) => Step['settings'];
  /** Its name in exports of the origin. */
  readonly originNames: readonly string[];
  /** A visit that nobody knows the end of may be done again. */
  readonly isRepeatable: boolean;
  readonly timeoutSeconds: number;
  /** Where the step itself says nothing else. */
  readonly retry: StepRetry;
  /** What whoever saves it must be allowed besides, from its settings. */
  readonly permissions?: (settings: Step['settings']) => readonly Permission[];
  /** Names of variables that steps after it may use; `any`: nobody knows before it runs. */
  readonly produces: (settings: Step['settings']) => readonly string[] | 'any';
  /** Names of variables that are there from the start of an instance, for the steps before it too: addresses of hooks. */
  readonly announces?: (settings: Step['settings']) => readonly string[];
  /** What no single member of the settings shows; pointers are into the settings. With one it is not saved. */
  readonly faults?: (settings: Step['settings']) => readonly Fault[];
  /** What is still to be filled in; pointers as above. It is saved so, and not published. */
  readonly gaps?: (settings: Step['settings']) => readonly Fault[];
  /** What somebody is warned of, as things are; pointers as above. It is saved and published all the same. */
  readonly hints?: (settings: Step['settings'], installation: Installation) => readonly Fault[];
  /** Enroll and revoke: exactly one in definitions of this type, without conditions, always enabled. */
  readonly oneIn?: DefinitionType;
  /** It changes what that one sends, so it stands before it. */
  readonly precedesOne?: true;
}

/** What hints look at of the installation that a definition is checked for. */
export interface Installation {
  /** Somebody gets what has no recipient. */
  readonly hasFallbackRecipients: boolean;
}

/** A step that settings lead to; the pointer is into the settings. */
export interface StepTarget {
  readonly to: string;
  readonly pointer: string;
}

/** By code; undefined for a kind that this release does not have. */
export type StepKindOf = (code: string) => StepKind | undefined;
