import type { Condition } from '../conditions/tree';
import { variableNamesIn, type VariableRule } from '../conditions/variables';
import { didYouMean } from '../values/suggestion';
import type { Handler } from './handler';
import { handlerType } from './handler-types';

/** What every run of an alert knows: the context of its handlers. */
const always: readonly string[] = [
  ...['now', 'event', 'alert', 'item', 'recipient', 'recipients', 'subject', 'message', 'sendEmail', 'vars'],
];

/** Names that a condition asks for and that are known only once the handlers before have run. */
export function namesOfRun(condition: Condition): string[] {
  return variableNamesIn(condition).filter((name) => name.startsWith('vars.') || !always.includes(headOf(name)));
}

function headOf(name: string): string {
  return name.split(/[.[]/)[0] ?? '';
}

/**
 * What conditions of a handler may call by name: the context, and what the handlers before it leave. Behind one that may
 * say anything, such as a script, every name may be there.
 */
export function variablesBehind(earlier: readonly Pick<Handler, 'type' | 'enabled'>[]): VariableRule {
  const produced = earlier.filter(({ enabled }) => enabled).map(({ type }) => handlerType(type).produces ?? []);
  const known = [...always, ...produced.flatMap((names) => (names === 'any' ? [] : names))];
  return {
    faultOf(name) {
      const head = headOf(name);
      if (known.includes(head) || produced.includes('any')) return undefined;
      const guess = didYouMean(head, known);
      const detail = `No run knows this here, and no script stands before the handler.${guess || ` It knows: ${known.join(', ')}.`}`;
      return { code: 'unknown_variable', detail };
    },
  };
}
