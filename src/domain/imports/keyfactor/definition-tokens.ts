import type { DefinitionType } from '../../builder/definition';
import { tokenOf, variableOf } from '../../builder/tokens';
import { tokensIn } from '../../values/tokens';
import type { Place } from '../ledger';
import type { StepSpec } from './definition-steps';

const scripts = ['set_variables', 'custom_script', 'placeholder'];

/** Notes tokens that nothing here gives a value: they stay as text, because scripts there look for that. */
export function noteUnknownTokens(place: Place, type: DefinitionType, steps: readonly StepSpec[]): void {
  // What a script leaves behind, nobody knows before it runs.
  if (steps.some((step) => scripts.includes(step.type))) return;
  const left = new Set(
    steps.flatMap(({ settings }) =>
      typeof settings['resultVariable'] === 'string' ? [settings['resultVariable']] : [],
    ),
  );
  const produced = new Set([
    ...left,
    'approvalsignalcmnts',
    'newCertificateId',
    'newThumbprint',
    'newExpiration',
    'error',
  ]);
  walk(place);

  function walk(one: Place): void {
    const inner = [...one.items(), ...one.members().map(([, member]) => member)];
    for (const next of inner) walk(next);
    if (inner.length > 0 || typeof one.peek !== 'string') return;
    const unknown = tokensIn(one.peek, '')
      .map(({ token }) => token.name)
      .filter((name) => tokenOf(type, name) === undefined && !produced.has(variableOf(name)));
    if (unknown.length > 0) {
      one.note(
        'token_unknown',
        `nothing here gives ${[...new Set(unknown)]
          .slice(0, 10)
          .map((name) => `$(${name})`)
          .join(', ')} a value; it stays as text`,
      );
    }
  }
}
