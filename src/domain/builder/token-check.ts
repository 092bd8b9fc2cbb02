import type { Fault } from '../problem';
import { didYouMean } from '../values/suggestion';
import { tokensIn } from '../values/tokens';
import type { Definition, DefinitionContent, Step } from './definition';
import { errorAt, warningAt, type DefinitionProblem } from './problem';
import type { StepKindOf } from './step-kind';
import { variableNamesOf } from './step-conditions';
import { tokenNames, tokenOf, variableOf } from './tokens';
import { producedAnywhere, variablesAt, type VariablesAt } from './variables';

/** A name that a step uses, and where. */
export interface UsedName {
  readonly name: string;
  /** JSON Pointer into the definition. */
  readonly pointer: string;
  /** It has a default text. */
  readonly hasFallback: boolean;
}

/** Every name inside `$( )` of the settings and conditions of a step. */
export function namesUsedBy(step: Step, index: number, kindOf: StepKindOf): UsedName[] {
  const at = `/steps/${index}`;
  const kind = kindOf(step.type);
  const filled = (kind?.templates ?? []).flatMap((member) =>
    tokensIn(step.settings[member], `${at}/settings/${member}`)
      .filter(({ token }) => kind?.late?.[member]?.includes(variableOf(token.name)) !== true)
      .map(({ token, pointer }) => ({
        ...{ name: token.name, pointer, hasFallback: token.fallback !== undefined },
      })),
  );
  const asked = step.conditions.flatMap((one, place) => variableNamesOf(one, `${at}/conditions/${place}`));
  const inside: UsedName[] = [];
  kind?.withConditions?.(step.settings, (one, pointer) => {
    inside.push(...variableNamesOf(one, `${at}/settings${pointer}`));
    return one;
  });
  return [...filled, ...asked, ...inside];
}

type Checked = Pick<Definition, 'type'> & Pick<DefinitionContent, 'steps' | 'unresolvedTokens'>;

/**
 * Names that nothing in the definition can give a value: with these it is not saved. Texts of other systems are
 * exempt, whose scripts look for what was not filled (`unresolvedTokens: literal`).
 */
export function unknownNames({ type, steps, unresolvedTokens }: Checked, kindOf: StepKindOf): Fault[] {
  const produced = producedAnywhere(steps, kindOf);
  if (unresolvedTokens === 'literal' || produced.anything) return [];
  const known = [...tokenNames(type), ...produced.names];
  return steps.flatMap((step, index) =>
    namesUsedBy(step, index, kindOf)
      .filter(({ name, hasFallback }) => !hasFallback && !isKnown(type, name) && !produced.names.has(variableOf(name)))
      .map(({ name, pointer }) => ({ pointer, ...unknown(name, known) })),
  );
}

/** What is to be said of every name that is not there on every way to its step. */
export function nameProblems({ type, steps, unresolvedTokens }: Checked, kindOf: StepKindOf): DefinitionProblem[] {
  const produced = producedAnywhere(steps, kindOf);
  const there = variablesAt(steps, kindOf);
  const known = [...tokenNames(type), ...produced.names];
  return steps.flatMap((step, index) =>
    namesUsedBy(step, index, kindOf).flatMap((used): DefinitionProblem[] => {
      if (isKnown(type, used.name)) return [];
      const problem = problemOf(used, there[index]!, produced.names, known);
      if (problem === undefined) return [];
      const isTolerated = unresolvedTokens === 'literal' || used.hasFallback;
      return [isTolerated && problem.severity === 'error' ? { ...problem, severity: 'warning' } : problem];
    }),
  );
}

function problemOf(
  { name, pointer }: UsedName,
  { sure, possible, anything }: VariablesAt,
  produced: ReadonlySet<string>,
  known: readonly string[],
): DefinitionProblem | undefined {
  const variable = variableOf(name);
  if (sure.has(variable)) return undefined;
  if (possible.has(variable)) {
    const detail = `"${variable}" is not there on every way to this step; a default text, as in $(${name}|text), stands in`;
    return warningAt(pointer, 'variable_unsure', detail);
  }
  if (anything) {
    return warningAt(
      pointer,
      'variable_unchecked',
      `nobody but the script before knows whether it leaves "${variable}"`,
    );
  }
  if (produced.has(variable)) {
    return errorAt(pointer, 'variable_too_early', `no step before this one leaves "${variable}"`);
  }
  const { code, detail } = unknown(name, known);
  return errorAt(pointer, code, detail);
}

function isKnown(type: Definition['type'], name: string): boolean {
  return tokenOf(type, name) !== undefined;
}

function unknown(name: string, known: readonly string[]): Pick<Fault, 'code' | 'detail'> {
  return { code: 'unknown_variable', detail: `nothing gives "${name}" a value.${didYouMean(name, known)}` };
}
