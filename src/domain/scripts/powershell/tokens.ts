export type TokenKind =
  /** Name of a command, as it is written; empty where it is known at run time only. */
  | 'command'
  /** Without its dash. */
  | 'parameter'
  | 'word'
  | 'string'
  /** Without its sign: `env:PATH`. */
  | 'variable'
  | 'splat'
  | 'number'
  /** Without its brackets: `System.Net.WebException`. */
  | 'type'
  | 'member'
  | 'operator'
  | 'assign'
  | 'comma'
  | 'pipe'
  | 'keyword'
  /** Of a table: `@{ key = … }`. */
  | 'key'
  | 'open'
  | 'close'
  /** Of a statement. */
  | 'end'
  | 'comment';

export type FrameKind = 'block' | 'paren' | 'call' | 'sub' | 'table' | 'index' | 'attribute';

export interface Token {
  readonly kind: TokenKind;
  readonly value: string;
  /** From 1. */
  readonly line: number;
  readonly start: number;
  readonly end: number;
  /** Nothing stands between it and the token before. */
  readonly glued: boolean;
  /** Stands inside a text: `"$env:PATH"`. */
  readonly inText: boolean;
  /** Of `open` and `close`. */
  readonly frame?: FrameKind | undefined;
  /** Of a string. */
  readonly quote?: 'single' | 'double' | undefined;
  /** Of a member: after `::`. */
  readonly isStatic?: boolean | undefined;
}

/**
 * What may come next. `start`: a statement or a pipeline; `invoke`: what `&` runs; `args`: more of a command; `value`: an
 * operand; `after`: an operator; `typed`: either; `key`: a name in a table.
 */
export type Mode = 'start' | 'invoke' | 'args' | 'value' | 'after' | 'typed' | 'key';
