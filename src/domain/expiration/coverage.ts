import { countsAsSuccessor, type Relation } from '../certificates/relations';
import type { PayloadFacts } from '../events/payloads';

/** A successor that is in force: issued, not archived, longer valid, not near its own end, and without a gap. */
export type ValidSuccession = Pick<
  Relation,
  'successor' | 'type' | 'origin' | 'rule' | 'lost' | 'remaining' | 'remainingCount'
> & {
  /** When it nears its own end, and is in force no more. */
  readonly until: Date;
};

/** How far the successors of a certificate do its work. */
export interface Coverage {
  /** Uuids of its valid replacements. With one of them nobody is told. */
  readonly replacedBy: readonly string[];
  /** Until when the first of them stays one, unless something changes; null without any. */
  readonly replacedUntil: Date | null;
  /** Uuids of successors that have some of its names. */
  readonly partlyReplacedBy: readonly string[];
  /** Names that no successor has; of very many, some. Empty without a partial successor. */
  readonly remaining: readonly string[];
  /** How many names no successor has; null: at least those that are listed. */
  readonly remainingCount: number | null;
  /** Purposes that no successor has: of its replacements, else of those that do not replace it. */
  readonly lost: readonly string[];
}

export const noCoverage: Coverage = {
  replacedBy: [],
  replacedUntil: null,
  partlyReplacedBy: [],
  remaining: [],
  remainingCount: 0,
  lost: [],
};

/** The same as fields of a payload. */
export function coverageFacts({ partlyReplacedBy, remaining, remainingCount, lost }: Coverage): PayloadFacts {
  return { partlyReplacedBy, remainingNames: remaining, remainingNameCount: remainingCount, lostPurposes: lost };
}

/** What these successors do together. One that has all names replaces; some that only together have them do not. */
export function coverageBy(
  successions: readonly ValidSuccession[],
  setting: { readonly requireAllPurposes: boolean },
): Coverage {
  const issued = successions.filter(({ type }) => type !== 'pending');
  const replacing = issued.filter((succession) => countsAsSuccessor(succession, setting));
  if (replacing.length > 0) {
    return {
      ...noCoverage,
      replacedBy: replacing.map(uuidOf),
      replacedUntil: new Date(Math.min(...replacing.map(({ until }) => until.getTime()))),
      lost: inAll(replacing.map(({ lost }) => lost)),
    };
  }
  const partial = issued.filter(({ type }) => type === 'partial');
  const remaining = inAll(partial.map((succession) => succession.remaining));
  const isListed = partial.every((succession) => succession.remainingCount <= succession.remaining.length);
  return {
    ...noCoverage,
    partlyReplacedBy: partial.map(uuidOf),
    remaining,
    remainingCount: isListed ? remaining.length : partial.length === 1 ? partial[0]!.remainingCount : null,
    lost: inAll(issued.map(({ lost }) => lost)),
  };
}

function uuidOf({ successor }: ValidSuccession): string {
  return successor;
}

/** What each of the lists has, in the order of the first. */
function inAll(lists: readonly (readonly string[])[]): string[] {
  const [first = [], ...others] = lists;
  const sets = others.map((list) => new Set(list));
  return first.filter((text) => sets.every((set) => set.has(text)));
}
