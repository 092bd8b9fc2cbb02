import type { Count, ExpiringTally } from '../../domain/expiration/tally';
import type { ReachTally } from '../../services/expiration/reach-tally';
import { named, type Viewer } from './rows';

/** Owners, groups or RA profiles that are shown, those with the most certificates. */
const mostShown = 200;

/** The counts as they are sent. */
export function toSummary(tally: ExpiringTally, reach: ReachTally | undefined, viewer: Viewer) {
  const { at, until, total, replaced, byWeek, byRemaining, byOwner, byGroup, byRaProfile } = tally;
  return {
    ...{ at, until, total, replaced },
    reachingNobody:
      reach === undefined ? null : { certificates: reach.reachingNobody, at: reach.at, isCut: reach.isCut },
    byWeek: [...byWeek].map(([week, count]) => ({ week, ...count })).sort((a, b) => (a.week < b.week ? -1 : 1)),
    byRemaining: [...byRemaining].map(([days, count]) => ({ days, ...count })),
    byOwner: largest('user', byOwner, viewer),
    byGroup: largest('group', byGroup, viewer),
    byRaProfile: largest('raProfile', byRaProfile, viewer),
    isCut: [byOwner, byGroup, byRaProfile].some(({ size }) => size > mostShown),
  };
}

function largest(kind: Parameters<typeof named>[0], counts: ReadonlyMap<string | null, Count>, viewer: Viewer) {
  return [...counts]
    .sort(([, a], [, b]) => b.certificates - a.certificates)
    .slice(0, mostShown)
    .map(([uuid, count]) => ({ ...(uuid === null ? { uuid, name: null } : named(kind, uuid, viewer)), ...count }));
}
