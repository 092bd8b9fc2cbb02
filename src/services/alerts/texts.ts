import type { Alert } from '../../domain/alerts/alert';
import { escapeFor, fillTokens as fillCurly, oneLine, type FillMode } from '../../domain/alerts/fill-tokens';
import { shownThreshold } from '../../domain/alerts/ledger';
import { fillTokens, lookupIn, writtenOut, type TokenLookup } from '../../domain/values/tokens';
import type { Effect, EffectItem } from './effect';

/** Subject and message of an alert, or of a handler in their place, for one item. */
export interface FilledTexts {
  readonly subject: string;
  /** HTML. */
  readonly message: string;
  /** Tokens without a value. */
  readonly empty: readonly string[];
}

/** A text of an alert with its curly tokens and `$(name)` of variables and context, in one pass over the template. */
export function fillText(text: string, effect: Pick<Effect, 'alert' | 'failure'>, at: EffectItem, mode: FillMode) {
  const lookup = lookupIn({
    ...at.variables,
    'alert.id': effect.alert.uuid,
    'alert.threshold': shownThreshold(at.threshold) ?? undefined,
    ...(effect.failure === undefined ? {} : { error: { code: effect.failure.error, message: effect.failure.message } }),
  });
  const shown = (name: string) => {
    const value = lookup(name);
    return value === undefined ? undefined : escapeFor(mode, writtenOut(value));
  };
  const empty = new Set<string>();
  // Trimmed as a whole: what stands between tokens keeps its spaces.
  const curly = curlyOf(effect, at, mode === 'line' ? 'text' : mode, empty);
  const { value, missing } = fillTokens(text, shown, 'empty', curly);
  const done = String(value);
  return { text: mode === 'line' ? oneLine(done) : done, empty: [...empty, ...missing] };
}

/**
 * Fills the curly tokens of a text for one item.
 * @param empty gets the tokens without a value
 */
export function curlyOf(effect: Pick<Effect, 'alert'>, at: EffectItem, mode: FillMode, empty = new Set<string>()) {
  const values = at.item.tokensAt(at.threshold);
  return (text: string): string => {
    const filled = fillCurly(text, effect.alert.kind, values, mode);
    for (const name of filled.empty) empty.add(name);
    return filled.text;
  };
}

export function textsOf(
  effect: Pick<Effect, 'alert' | 'failure'>,
  at: EffectItem,
  own: { readonly subject?: unknown; readonly message?: unknown } = {},
): FilledTexts {
  const { alert } = effect;
  const subject = fillText(textOr(own.subject, alert.subject), effect, at, 'line');
  const message = fillText(textOr(own.message, alert.message), effect, at, 'html');
  return { subject: subject.text, message: message.text, empty: [...new Set([...subject.empty, ...message.empty])] };
}

/** A blank text inherits. */
export function textOr(own: unknown, inherited: string): string {
  return typeof own === 'string' && own.trim() !== '' ? own : inherited;
}

/** What scripts, plug-ins and webhooks see. Fields that do not apply are absent. */
export function contextOf(effect: Effect): Record<string, unknown> {
  const { alert, run, items, recipient } = effect;
  const [first] = items;
  const texts = textsOf(effect, first);
  const isBatch = items.length > 1;
  return {
    now: run.at.toISOString(),
    event: { code: alert.kind, firingId: first.firingId },
    alert: { id: alert.uuid, name: alert.name, kind: alert.kind, version: alert.version, ...thresholdOf(first) },
    ...(isBatch ? {} : { item: first.item.context() }),
    ...(isBatch ? { items: items.map((one) => ({ ...one.item.context(), ...thresholdOf(one) })) } : {}),
    ...(recipient === null ? {} : { recipient }),
    recipients: first.recipients,
    ...{ subject: texts.subject, message: texts.message, sendEmail: first.sendEmail, vars: first.variables },
    ...(effect.failure === undefined ? {} : { error: { code: effect.failure.error, message: effect.failure.message } }),
  };
}

/** Absent where the kind of the alert has none. */
function thresholdOf({ threshold }: Pick<EffectItem, 'threshold'>): { readonly threshold?: number } {
  const shown = shownThreshold(threshold);
  return shown === null ? {} : { threshold: shown };
}

/** What the names inside `$( )` stand for in parameters and conditions; nothing is worked out before it is asked for. */
export function variablesOf(effect: Effect): TokenLookup {
  let lookup: TokenLookup | undefined;
  return (name) => {
    lookup ??= lookupIn({ ...contextOf(effect), ...effect.items[0].variables });
    return lookup(name);
  };
}

export type AlertTexts = Pick<Alert, 'subject' | 'message'>;
