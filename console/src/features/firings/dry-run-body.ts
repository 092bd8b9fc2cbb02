import type { components, Writable } from '../../shared/api/schema';
import type { Schema } from '../../shared/api/types';
import { plainCondition } from '../../shared/conditions/results';
import type { Firing, FiringTrigger } from './queries';

export type DryRunBody = Writable<components['schemas']['DryRunRequest']>;

export interface ChangedRule {
  /** The trigger whose condition is changed. */
  readonly trigger: FiringTrigger;
  readonly condition: unknown;
  /** As it is now; undefined where it is gone. */
  readonly saved: Pick<Schema<'Trigger'>, 'name' | 'actions' | 'notificationProfiles' | 'message'> | undefined;
}

/**
 * The triggers of a firing in their order, one of them with another condition, to be tried on what the firing was about.
 * @param pem what was never stored, pasted
 */
export function dryRunBody(firing: Firing, { trigger, condition, saved }: ChangedRule, pem?: string): DryRunBody {
  const changed = {
    name: `${saved?.name ?? trigger.name ?? 'the trigger'} (changed)`,
    condition,
    ...(saved === undefined
      ? {}
      : {
          actions: saved.actions,
          notificationProfiles: saved.notificationProfiles,
          // Only ignore triggers have one.
          ...(saved.message === null ? {} : { message: saved.message }),
        }),
  };
  const ofKind = (kind: string) =>
    firing.triggers
      .filter((one) => one.kind === kind && one.result !== 'skipped')
      .map((one) => (one.uuid === trigger.uuid ? changed : one.uuid));
  return {
    event: firing.event,
    ...(pem === undefined
      ? { firing: firing.firingId }
      : { pem, at: firing.occurredAt, particulars: firing.particulars }),
    triggers: { ignore: ofKind('ignore'), actions: ofKind('action') },
  } as DryRunBody;
}

/** The condition of a trigger as text to be changed. */
export function conditionText(trigger: Pick<FiringTrigger, 'condition'>): string {
  return JSON.stringify(plainCondition(trigger.condition), null, 2);
}

/** Reads what was typed; the sentence says what is wrong with it. */
export function readConditionText(text: string): { readonly condition: unknown } | { readonly fault: string } {
  try {
    const condition: unknown = JSON.parse(text);
    return typeof condition === 'object' ? { condition } : { fault: 'A condition is an object in braces, or null.' };
  } catch (error) {
    return { fault: `This is no JSON: ${error instanceof Error ? error.message : 'it cannot be read'}` };
  }
}
