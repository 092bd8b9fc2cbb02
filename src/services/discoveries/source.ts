import type { Found, Gap } from '../../domain/discoveries/discovery';
import type { DiscoveryKind } from '../../domain/discoveries/kinds';

/** A piece of a source, with how far the source is read when everything in the piece is taken in. */
export interface SourcePiece {
  readonly found: readonly Found[];
  readonly gaps: readonly Gap[];
  /** Targets, files or rows that are dealt with, from the first one on: a later attempt goes on behind them. */
  readonly position: number;
  /** Null where nobody knows. */
  readonly total: number | null;
  /** Targets of ranges where nothing answers, in this piece. */
  readonly silent?: number;
}

export interface SourceContext {
  /** Nobody wants it any more: close everything and end. */
  readonly signal: AbortSignal;
  /** False when it is time to stop: begin nothing more, give what is under way, and end. */
  readonly mayGoOn: () => boolean;
  readonly now: () => Date;
  /** The certificates that earlier runs have found, by the path of their place; read when it is first asked for. */
  readonly seenBefore: () => Promise<ReadonlyMap<string, string>>;
}

/** What the source as a whole cannot be read for; the message is for people. */
export class SourceUnreadable extends Error {
  override readonly name = 'SourceUnreadable';
}

/**
 * One kind of source. Its reader gives pieces from a position on and returns true at its end, false when it was stopped.
 * It may give the same again after a fault, and throws `SourceUnreadable` where nothing can be read at all.
 */
export interface Source {
  read(
    attributes: Readonly<Record<string, unknown>>,
    position: number,
    context: SourceContext,
  ): AsyncGenerator<SourcePiece, boolean>;
}

/** Kinds that are read by us; pushed content is not. */
export type Sources = Readonly<Partial<Record<DiscoveryKind, Source>>>;
