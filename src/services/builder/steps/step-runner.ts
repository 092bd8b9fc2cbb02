import type { DefinitionContent, Step } from '../../../domain/builder/definition';
import type { Instance, OpenSignal, StepError } from '../../../domain/builder/instance';
import type { ReceivedSignal } from '../../../domain/builder/visit-state';
import type { ScriptRunPlan } from '../../../temporal/messages/scripts';

/** One visit of a step that is to be carried out, or looked at again while it waits. */
export interface StepWork {
  readonly instance: Instance;
  readonly content: Pick<DefinitionContent, 'unresolvedTokens' | 'restResultAs'>;
  readonly step: Step;
  readonly visit: number;
  /** The same in every attempt of this visit, and in no other: what must not happen twice carries it. */
  readonly key: string;
  /** Settings with their tokens filled. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Tokens by name, those of the item and the variables alike. */
  readonly values: Readonly<Record<string, unknown>>;
  /** When the visit began: what it waits for is counted from here. */
  readonly startedAt: Date;
  /** It is known to wait: what comes before the waiting is done. */
  readonly isWaiting: boolean;
  /** What was said to it, in its order. */
  readonly received: readonly ReceivedSignal[];
}

export type StepOutcome =
  | {
      readonly kind: 'done';
      /** The way out, or the unique name of a step that its settings lead to; left out: `continue`. */
      readonly left?: string;
      /** Merged into those of the instance. */
      readonly variables?: Readonly<Record<string, unknown>>;
      /** For the record. */
      readonly outputs?: Readonly<Record<string, unknown>>;
      readonly message?: string;
    }
  | { readonly kind: 'failed'; readonly error: StepError; readonly isTemporary: boolean }
  /** The workflow has a script done; then the visit is asked for again. */
  | { readonly kind: 'script'; readonly plan: ScriptRunPlan }
  /**
   * The instance is suspended until one of the signals comes, the moment passes or the next look finds what it waits for.
   * Each time the visit is asked for again.
   */
  | {
      readonly kind: 'suspends';
      readonly signals: readonly OpenSignal[];
      readonly until: Date | null;
      readonly pollSeconds: number | null;
      readonly message: string;
      /** The first of the signals may come by a one-time hook. */
      readonly hasHook?: boolean;
    };

/** How steps of a kind are carried out; each kind has one, in a folder with its description. */
export interface StepRunner {
  readonly code: string;
  /** What it would do, for people, beside its filled settings; nothing is done. */
  preview?(work: StepWork): Readonly<Record<string, unknown>>;
  run(work: StepWork, signal: AbortSignal): Promise<StepOutcome>;
}
