/**
 * An authority that did not do what it was asked to. `message` is for people; it quotes what the authority says.
 * Where `isFinal`, asking again leads nowhere and `code` is the stable reason.
 */
export class AuthorityFault extends Error {
  override readonly name = 'AuthorityFault';

  constructor(
    readonly code: string,
    message: string,
    readonly isFinal: boolean,
    readonly more: {
      readonly type?: string;
      readonly status?: number;
      /** As the authority asks, unbounded; null without a word of it. */
      readonly retryAfterMs?: number | null;
    } = {},
  ) {
    super(message);
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// eslint-disable-next-line no-control-regex -- control characters are what has to go
const breaks = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;

/** Text of an authority as it may stand in messages: one line, bounded, without a full stop. */
export function oneLine(text: string, most: number): string {
  const line = text.replace(breaks, ' ').slice(0, most);
  return line.replace(/[.\s]+$/, '');
}
