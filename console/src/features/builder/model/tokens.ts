import type { Kinds } from './edit';
import type { FlowType, Step } from './flow';
import { before } from './order';

/** A name that may stand inside `$( )`. */
export interface Token {
  readonly name: string;
  readonly meaning: string;
}

/** Names that a step may use: those of the type, and variables that steps before it leave. */
export function tokensFor(
  step: string,
  steps: readonly Step[],
  type: FlowType | undefined,
  kinds: Kinds,
): readonly Token[] {
  const earlier = before(step, steps, kinds);
  const made = steps
    .filter(({ uniqueName }) => earlier.has(uniqueName))
    .flatMap(({ uniqueName, type: code, settings }) => {
      const named = [...(kinds.get(code)?.produces ?? []), settings['resultVariable']];
      return named.flatMap((name): Token[] =>
        typeof name === 'string' && name !== '' ? [{ name, meaning: `Left by the step ${uniqueName}.` }] : [],
      );
    });
  // The address of a hook is there from the start, for the steps before it too.
  const hooks = steps.flatMap(({ uniqueName, settings }): Token[] => {
    const name = settings['hookVariable'];
    return typeof name === 'string' && name !== '' ? [{ name, meaning: `Address of the hook of ${uniqueName}.` }] : [];
  });
  const failed = [
    { name: 'error.code', meaning: 'Code of the error that led here.' },
    { name: 'error.message', meaning: 'What the error says.' },
    { name: 'error.step', meaning: 'Step that failed.' },
  ];
  const isAfterError = steps.some(
    ({ uniqueName, outputs }) => (earlier.has(uniqueName) || uniqueName === step) && outputs['onError'] !== undefined,
  );
  const ofType = (type?.variables ?? []).map(({ name, meaning }) => ({ name, meaning }));
  const all = [...ofType, ...made, ...hooks, ...(isAfterError ? failed : [])];
  return all.filter(({ name }, at) => all.findIndex((one) => one.name === name) === at);
}

/** Where a name is being typed at the caret: from `$(` on, as far as no `)` ends it. */
export function typedToken(text: string, caret: number): { readonly from: number; readonly part: string } | undefined {
  const before = text.slice(0, caret);
  const from = before.lastIndexOf('$(');
  if (from < 0 || before[from - 1] === '$') return undefined;
  const part = before.slice(from + 2);
  return /^[\w.:[\]-]*$/.test(part) ? { from, part } : undefined;
}

/** Those that fit what was typed: names that begin so first. */
export function fitting(tokens: readonly Token[], part: string): readonly Token[] {
  const wanted = part.toLowerCase();
  const has = tokens.filter(({ name }) => name.toLowerCase().includes(wanted));
  const begins = has.filter(({ name }) => name.toLowerCase().startsWith(wanted));
  return [...begins, ...has.filter((one) => !begins.includes(one))];
}

/** The text with a token in place of what was typed of it, and where the caret is then. */
export function completed(
  text: string,
  caret: number,
  name: string,
): { readonly text: string; readonly caret: number } {
  const typed = typedToken(text, caret);
  const from = typed?.from ?? caret;
  const rest = text.slice(caret).replace(/^[\w.:[\]-]*\)/, (ends) => (typed === undefined ? ends : ''));
  // After a colon a name of one's own follows: the caret stays inside.
  const isOpen = name.endsWith(':');
  const token = `$(${name})`;
  return { text: text.slice(0, from) + token + rest, caret: from + token.length - (isOpen ? 1 : 0) };
}
