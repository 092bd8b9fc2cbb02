/** A reason not to start that a person can act on: the message says what is wrong and which variable changes it. */
export class StartFault extends Error {
  override readonly name = 'StartFault';

  constructor(
    message: string,
    /** 78 (EX_CONFIG) where the configuration must change, else 1. */
    readonly exitCode: 1 | 78 = 1,
  ) {
    super(message);
  }
}

/** What the embedded engines say, one sentence a call. A pino logger fits. */
export interface EngineLog {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** The message of anything thrown, on one line and cut to `most` characters. */
export function messageOf(error: unknown, most = 400): string {
  const text = isErrorLike(error) ? error.message : String(error);
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > most ? `${line.slice(0, most)}…` : line;
}

/** `code` of a system error such as ENOSPC, else undefined. No `instanceof`: errors may come from another realm. */
export function systemCode(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

function isErrorLike(error: unknown): error is { message: string } {
  return typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string';
}
