import { isLeaf } from '../conditions/leaves';
import { leafInWords } from '../conditions/leaf-words';
import type { Condition, Leaf, LeafResult, Truth } from '../conditions/tree';
import type { Trigger } from '../triggers/trigger';
import type { AlertOccasion, Firing, TriggerResult } from './firing';

/** Leaves that are named in a sentence. */
const mostNamed = 3;

/** Why a trigger did or did not match, in one sentence. Without its definition little can be said. */
export function explainTrigger(
  result: TriggerResult,
  trigger: Pick<Trigger, 'condition'> | undefined,
  isConcealed = false,
): string {
  const isIgnore = result.kind === 'ignore';
  if (result.result === 'skipped') return 'It was left out because it is disabled.';
  if (result.byAlert !== undefined) return explainAlert(result.byAlert);
  if (trigger === undefined) return `${verdictOf(result)}; its definition is gone.`;
  const { condition } = trigger;
  if (condition === null) return 'It matched because it has no condition and so takes everything.';
  const why = reasonOf(condition, result.leaves, isConcealed);
  if (result.rejectedByError === true) {
    return `It counts as a match because its condition could not be decided and the event is set to reject then: ${why}.`;
  }
  if (result.result === 'error') {
    return `It ${isIgnore ? 'did not reject' : 'did not act'} because its condition could not be decided: ${why}.`;
  }
  return `${verdictOf(result)} because ${why}.`;
}

/** An alert matches whatever was due for it; conditions are those of its handlers. */
function explainAlert({ threshold, occurrence }: AlertOccasion): string {
  const reached = threshold === null ? '' : ` at its threshold of ${counted(threshold, 'day')}`;
  const again = occurrence === 1 ? '' : `, as reminder ${occurrence - 1}`;
  return `It is an alert, and its item was due${reached}${again}; what its handlers did stands in the actions.`;
}

function verdictOf({ result }: TriggerResult): string {
  return result === 'matched'
    ? 'It matched'
    : result === 'not_matched'
      ? 'It did not match'
      : 'It could not be decided';
}

/** The leaves that settle a condition, in words. */
function reasonOf(condition: Condition, results: readonly LeafResult[], isConcealed: boolean): string {
  const settling = settle(condition, results)[1];
  const named = settling.slice(0, mostNamed).map(([leaf, result]) => leafInWords(leaf, result, isConcealed));
  const more = settling.length - named.length;
  if (more > 0) named.push(`${more} more ${more === 1 ? 'comparison comes' : 'comparisons come'} to the same`);
  return named.length === 1 ? named[0]! : `${named.slice(0, -1).join(', ')} and ${named.at(-1)!}`;
}

type Settled = readonly [Truth, readonly (readonly [Leaf, LeafResult])[]];

/** Truth of a tree, with the leaves that make it so: the false ones of `all` that is false, all of one that is true. */
function settle(root: Condition, results: readonly LeafResult[]): Settled {
  let next = 0;
  const visit = (node: Condition): Settled => {
    if (isLeaf(node)) {
      const result = results[next++] ?? { result: 'error', actual: null, message: 'it was not evaluated' };
      return [result.result, [[node, result]]];
    }
    if ('not' in node) {
      const [truth, leaves] = visit(node.not);
      return [truth === 'error' ? truth : truth === 'true' ? 'false' : 'true', leaves];
    }
    const children = ('all' in node ? node.all : node.any).map(visit);
    const [decisive, otherwise]: readonly [Truth, Truth] = 'all' in node ? ['false', 'true'] : ['true', 'false'];
    const of = (wanted: Truth) => children.filter(([truth]) => truth === wanted).flatMap(([, leaves]) => leaves);
    for (const truth of [decisive, 'error', otherwise] as const) {
      const leaves = of(truth);
      if (leaves.length > 0) return [truth, leaves];
    }
    return [otherwise, []];
  };
  return visit(root);
}

const pastTense = ['done', 'failed', 'skipped'] as const;

type ExplainedFiring = Pick<Firing, 'outcome' | 'message' | 'triggers' | 'matchedTriggers' | 'counts'> & {
  readonly deliveriesFailed: number;
};

/**
 * What came of a firing and why, in one sentence.
 * @param whyOf the reason of a trigger, as `explainTrigger` gives it
 * @param isRehearsal nothing was done: it tells what would be
 */
export function explainFiring(
  firing: ExplainedFiring,
  whyOf: (result: TriggerResult) => string,
  isRehearsal = false,
): string {
  const [was, acted] = isRehearsal ? ['would be', 'would be done'] : ['was', 'was done'];
  const { outcome, triggers, matchedTriggers, counts, deliveriesFailed, message } = firing;
  if (outcome === 'error' || outcome === null) return `It could not be carried out: ${message ?? 'see the message'}.`;
  if (triggers.length === 0) return `Nothing ${acted}: no trigger is attached for this event and subject.`;
  const nameOf = new Map(matchedTriggers.map(({ uuid, name }) => [uuid, name]));
  const matching = triggers.filter(({ trigger }) => nameOf.has(trigger));
  if (outcome === 'ignored') {
    const [first] = matching;
    if (first === undefined) return `It ${was} ignored.`;
    const others = matching.length - 1;
    const also = others === 0 ? '' : `; ${others} more ignore ${others === 1 ? 'trigger' : 'triggers'} matched too`;
    return `It ${was} ignored by “${nameOf.get(first.trigger)}”: ${lowered(whyOf(first)).replace(/\.$/, '')}${also}.`;
  }
  if (outcome === 'unmatched') {
    const actions = triggers.filter(({ kind, result }) => kind === 'action' && result !== 'skipped');
    if (actions.length === 0) return `Nothing ${acted}: there is no action trigger to ask.`;
    const [only] = actions;
    if (actions.length === 1)
      return `Nothing ${acted}: ${lowered(whyOf(only!)).replace(/^it /, 'the one action trigger ')}`;
    return `Nothing ${acted}: none of the ${actions.length} action triggers matched.`;
  }
  const names = matching.slice(0, mostNamed).map(({ trigger }) => `“${nameOf.get(trigger)}”`);
  const more = matching.length - names.length;
  const list = `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return `${list} matched; ${actionsInWords(counts, deliveriesFailed, isRehearsal)}.`;
}

function actionsInWords(
  { actionsOk, actionsFailed, actionsSkipped }: Firing['counts'],
  deliveriesFailed: number,
  isRehearsal: boolean,
): string {
  const [done, failed, skipped] = isRehearsal ? ['would be done', 'would fail', 'would be skipped'] : pastTense;
  const parts = [
    ...(actionsOk === 0 ? [] : [`${counted(actionsOk, 'action')} ${done}`]),
    ...(actionsFailed === 0 ? [] : [`${counted(actionsFailed, 'action')} ${failed}`]),
    ...(actionsSkipped === 0 ? [] : [`${counted(actionsSkipped, 'action')} ${skipped}`]),
    ...(deliveriesFailed === 0 ? [] : [`${counted(deliveriesFailed, 'delivery')} not made`]),
  ];
  return parts.length === 0 ? 'what it does is still to come' : parts.join(', ');
}

function counted(count: number, noun: string): string {
  if (count === 1) return `1 ${noun}`;
  return `${count} ${/[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`}`;
}

function lowered(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
