/** The firing that led to another one, and how many firings led to that one in turn. */
export interface Cause {
  readonly firingId: string;
  readonly depth: number;
}

/** Firings that may follow from each other; the next one is recorded, and nothing follows from it. */
export const longestChain = 5;

export const chainTooDeep = 'cause_chain_too_deep';

/** How many firings led to one with this cause. */
export function depthBehind(cause: Cause | null | undefined): number {
  return cause === null || cause === undefined ? 0 : cause.depth + 1;
}

export function isChainTooDeep(depth: number): boolean {
  return depth >= longestChain;
}
