import type { Alert } from '../../domain/alerts/alert';
import type { BranchHandler, HandlerTypeCode } from '../../domain/alerts/handler';
import type { AlertRun } from '../../domain/alerts/run';
import type { StepSaid } from '../../domain/alerts/progress';
import type { ScriptRunPlan } from '../../temporal/messages/scripts';
import type { AlertItem } from './item';

/** An item on its way through the handlers of a run, as an effect sees it. */
export interface EffectItem {
  readonly item: AlertItem;
  readonly threshold: number;
  readonly occurrence: number;
  readonly firingId: string;
  /** Addresses that the recipients of the alert came to. */
  readonly recipients: readonly string[];
  /** What handlers before have left. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly sendEmail: boolean;
}

/** One effect that a handler is to have. */
export interface Effect {
  readonly alert: Alert;
  readonly run: Pick<AlertRun, 'id' | 'context' | 'isTest' | 'actor' | 'at'>;
  readonly handler: BranchHandler;
  /** The same in every attempt of the same effect, and in no other. */
  readonly key: string;
  /**
   * The key under which a person has it done again: what failed under the first one is not joined. In a `recall` the key
   * under which that would have been.
   */
  readonly again?: string;
  readonly recipient: string | null;
  /** One; several where the handler takes items together. */
  readonly items: readonly [EffectItem, ...EffectItem[]];
  /** Why it is carried out, in an error branch. */
  readonly failure?: { readonly error: string; readonly message: string };
}

export type EffectOutcome =
  | { readonly kind: 'done'; readonly said?: Partial<StepSaid>; readonly message?: string }
  | {
      readonly kind: 'failed';
      /** Lower snake case. */
      readonly error: string;
      readonly message: string;
      /** It may pass. */
      readonly isTemporary: boolean;
      readonly said?: Partial<StepSaid>;
    }
  /** The workflow has a script done first; then the effect is asked for again. */
  | { readonly kind: 'waits'; readonly plan: ScriptRunPlan }
  /** Nobody knows whether it happened. */
  | { readonly kind: 'uncertain'; readonly error: string; readonly message: string };

/** How handlers of a type are carried out. Each type has one; the part of alerts has the list. */
export interface EffectRunner {
  readonly type: HandlerTypeCode;
  /** Doing it again under the same key has no second effect: a lost record leaves nothing uncertain. */
  readonly isRepeatable: boolean;
  /** Effects at work at a time. */
  readonly lanes: number;
  /** What it waits for comes to an end by itself, also where nobody takes it up: no other limit cuts it off. */
  readonly endsByItself?: true;
  /** What it would do, for people, with every token filled. */
  preview(effect: Effect): Readonly<Record<string, unknown>>;
  carryOut(effect: Effect, signal: AbortSignal): Promise<EffectOutcome>;
  /** What an effect has left that was carried out before. */
  recall?(effect: Effect): Promise<Partial<StepSaid>>;
}

/** Under which an effect is done that joins what was begun under the same key. */
export function doingKey({ key, again }: Pick<Effect, 'key' | 'again'>): string {
  return again ?? key;
}

export function failedEffect(error: string, message: string, isTemporary = false): EffectOutcome {
  return { kind: 'failed', error, message, isTemporary };
}
