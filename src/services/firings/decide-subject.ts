import type { AttributeValues } from '../../domain/attributes/attribute';
import { decide, type Decision, type DecideInput } from '../../domain/firings/decide';
import type { FiringSubject } from '../../domain/firings/subject';
import { systemActor, type Actor } from '../../domain/identity/actor';
import type { FiringRules, ReadySetsOf } from './rules';

/** What of the occurrence itself goes into its decision. */
export interface Circumstances {
  readonly occurredAt: Date;
  readonly actor: Actor;
  /** Values that the request gave; they win. */
  readonly requestAttributes: AttributeValues;
}

/** Decides one occurrence under the rules that were read for its batch. */
export function decideSubject(
  rules: Pick<FiringRules, 'directory' | 'rightsOf'>,
  subject: FiringSubject,
  { ready }: Pick<ReadySetsOf, 'ready'>,
  { occurredAt, actor, requestAttributes, particulars }: Circumstances & Pick<DecideInput, 'particulars'>,
  steadyClock?: () => number,
): Decision {
  const { directory, rightsOf } = rules;
  return decide({
    sets: ready,
    subject,
    requestAttributes,
    actor,
    particulars,
    now: occurredAt,
    directory,
    rightsOf,
    ...(steadyClock === undefined ? {} : { steadyClock }),
  });
}

/** Decides what the product itself caused. */
export function decideBySystem(
  rules: Pick<FiringRules, 'directory' | 'rightsOf'>,
  subject: FiringSubject,
  sets: Pick<ReadySetsOf, 'ready'>,
  occurredAt: Date,
): Decision {
  return decideSubject(rules, subject, sets, { occurredAt, actor: systemActor, requestAttributes: {} });
}
