/**
 * How far before notAfter an escalation step begins: an ISO 8601 duration (`P7D`), or a share of the certificate's lifetime
 * (`20%`), which fits certificates of any length.
 */
import { addDuration, parseDuration, type Duration } from '../values/duration';

/** Of the certificate that a step is about. */
export interface StepValidity {
  /** Null: not known. A share of an unknown lifetime has begun. */
  readonly notBefore: Date | null;
  readonly notAfter: Date;
}

export type StepLength =
  | { readonly kind: 'time'; readonly duration: Duration }
  /** 1 to 100. */
  | { readonly kind: 'share'; readonly percent: number };

const share = /^([1-9]\d?|100)%$/;

/** Undefined for text that is neither. */
export function parseStep(text: string): StepLength | undefined {
  const percent = share.exec(text)?.[1];
  if (percent !== undefined) return { kind: 'share', percent: Number(percent) };
  const duration = parseDuration(text);
  return duration === undefined ? undefined : { kind: 'time', duration };
}

/** When the step begins, milliseconds since 1970. Durations count back by the UTC calendar. */
export function stepBegin(text: string, { notBefore, notAfter }: StepValidity): number {
  const step = requireStep(text);
  if (step.kind === 'time') return addDuration(notAfter, step.duration, -1).getTime();
  const lifetime = notBefore === null ? 0 : notAfter.getTime() - notBefore.getTime();
  return lifetime > 0 ? notAfter.getTime() - (lifetime * step.percent) / 100 : 0;
}

/** The same length whatever certificate it is counted for; `P2W` is `P14D`. */
export function isSameStep(a: string | null, b: string | null): boolean {
  if (a === null || b === null) return a === b;
  const [one, other] = [requireStep(a), requireStep(b)];
  if (one.kind === 'share' || other.kind === 'share')
    return one.kind === other.kind && one.kind === 'share' && other.kind === 'share' && one.percent === other.percent;
  return one.duration.months === other.duration.months && fixedMs(one.duration) === fixedMs(other.duration);
}

function fixedMs({ days, timeMs }: Duration): number {
  return days * 86_400_000 + timeMs;
}

const parsed = new Map<string, StepLength>();

/** A scan asks for the same few texts a million times. */
function requireStep(text: string): StepLength {
  const step = parsed.get(text) ?? parseStep(text);
  if (step === undefined) throw new Error(`The profile holds no step: ${JSON.stringify(text)}`);
  if (parsed.size >= 1000) parsed.clear();
  parsed.set(text, step);
  return step;
}
