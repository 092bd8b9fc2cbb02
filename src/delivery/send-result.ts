/**
 * How an attempt ended. `error` is a lower snake case code; `detail` a short sentence for people that may hold the
 * receiver's own words (visible characters only) and is dropped where nothing about a rejected upload may stay.
 */
export type SendResult =
  /** `note`: what should be known about the way it went, a sentence for people. */
  | { readonly kind: 'delivered'; readonly note?: string }
  | {
      readonly kind: 'temporary';
      readonly error: string;
      readonly detail: string;
      readonly retryAfterMs: number | null;
    }
  | { readonly kind: 'permanent'; readonly error: string; readonly detail: string };
export function temporary(error: string, detail: string, retryAfterMs: number | null = null): SendResult {
  return { kind: 'temporary', error, detail, retryAfterMs };
}

export function permanent(error: string, detail: string): SendResult {
  return { kind: 'permanent', error, detail };
}
