import { inDays, start, watchOf } from '../../../test/support/builders';
import { resetStream } from '../notifications/streams';
import { needsReplacementSearch, type FiringPlan } from './plan';
import { hasStaleClaim, isOpenWatch } from './watch';

const acknowledged = { by: { uuid: null, name: '' }, at: start, comment: null, until: null };

it.each([
  { name: 'that has fired', watch: watchOf('c'), is: true },
  { name: 'that told somebody', watch: watchOf('c', { firingId: null, streams: { p: resetStream() } }), is: true },
  { name: 'that was acknowledged', watch: watchOf('c', { firingId: null, acknowledged }), is: true },
  { name: 'that was reset', watch: watchOf('c', { firingId: null }), is: false },
])('a watch $name has something that a replacement ends: $is', ({ watch, is }) => expect(isOpenWatch(watch)).toBe(is));

it.each([
  { name: 'an hour old', ms: 3_600_000, is: false },
  { name: 'older', ms: 3_600_001, is: true },
  { name: 'of a clock that went back', ms: -3_600_001, is: true },
])('a claim $name is stale: $is', ({ ms, is }) => {
  const claim = { firingId: 'f', step: null, number: 1, at: new Date(start.getTime() - ms) };
  expect(hasStaleClaim(watchOf('c', { streams: { p: { ...resetStream(), claim } } }), start)).toBe(is);
});

it.each<{ name: string; plan: FiringPlan; checkedAt: Date | null; is: boolean }>([
  { name: 'that fires', plan: 'fire', checkedAt: start, is: true },
  { name: 'that was never looked at', plan: 'fold', checkedAt: null, is: true },
  { name: 'that was looked at today', plan: 'fold', checkedAt: inDays(-1), is: false },
  { name: 'that was looked at before', plan: 'nothing', checkedAt: new Date(inDays(-1).getTime() - 1), is: true },
])('the inventory is searched for a replacement of one $name: $is', ({ plan, checkedAt, is }) =>
  expect(needsReplacementSearch(plan, watchOf('c', { replacementsCheckedAt: checkedAt }), start)).toBe(is),
);
