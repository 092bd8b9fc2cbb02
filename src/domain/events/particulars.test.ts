import { operationActions, operationStates } from '../operations/operation';
import { isFinal } from '../operations/transitions';
import { eventCodes, events } from './catalogue';
import { action, state } from './particular-fields';
import { askableParticulars, happenedOf, particularsInWords, particularsOf } from './particulars';

it.each(eventCodes)('%s tells in its headline only what it has particulars of', (event) => {
  const { headline, otherHeadlines = [], particulars } = events[event];
  const all = [headline, ...otherHeadlines.map((other) => other.headline)].join();
  const named = [
    ...[...all.matchAll(/\{(\w+)\}/g)].map(([, field]) => field),
    ...otherHeadlines.flatMap(({ where }) => Object.keys(where)),
  ];
  const known = particulars.map(({ field }) => field);
  expect(known).toEqual(expect.arrayContaining(named));
  expect(new Set(known).size).toBe(known.length);
});

it('keeps what the subject cannot say again, and nothing that is not known', () => {
  const facts = { subjectDn: 'CN=x', action: 'revoke', state: 'failed', errorMessage: null };
  expect(particularsOf('certificate_action_performed', facts)).toEqual({ action: 'revoke', state: 'failed' });
  expect(particularsOf('certificate_uploaded', facts)).toBeUndefined();
});

it.each([
  ['certificate_action_performed', { action: 'revoke', state: 'failed' }, 'revoke, failed'],
  ['certificate_action_performed', { action: 'revoke', state: 'revoked', reason: 'superseded' }, 'revoke, revoked'],
  ['certificate_action_performed', { action: 'revoke', state: 'revoked', reason: 'certificateHold' }, 'put on hold'],
  ['certificate_action_performed', { action: 'revoke', state: 'failed', reason: 'certificateHold' }, 'hold, failed'],
  ['certificate_action_performed', { action: 'revoke', state: 'issued', reason: 'removeFromCRL' }, 'hold released'],
  [
    'certificate_action_performed',
    { action: 'revoke', state: 'failed', reason: 'removeFromCRL' },
    'release of hold, failed',
  ],
  ['certificate_status_changed', { oldStatus: 'valid', newStatus: 'revoked' }, 'valid to revoked'],
  ['approval_requested', { creatorUsername: 'carl' }, 'by carl'],
  ['approval_closed', { status: 'expired' }, 'expired'],
  ['approval_closed', { status: 'rejected', closedBecause: 'decision', closedBy: 'ada' }, 'rejected, by ada'],
  ['approval_closed', { status: 'rejected', closedBecause: 'withdrawal', closedBy: 'carl' }, 'withdrawn, by carl'],
  ['approval_closed', { status: 'rejected', closedBecause: 'subjectChanged' }, 'closed by a change of its object'],
  ['approval_closed', { status: 'rejected', closedBecause: 'decision', closedBy: 'carl' }, 'rejected, by carl'],
  ['approval_closed', { status: 'approved', closedBy: 'ada' }, 'approved, by ada'],
  ['discovery_finished', { discoveryStatus: 'completed', totalCertificateDiscovered: 0 }, 'completed, 0 found'],
  ['certificate_uploaded', {}, null],
  ['certificate_status_changed', undefined, null],
  ['of_a_later_version', { action: 'x' }, null],
])('says in few words what happened: %s %j', (event, facts, words) => expect(happenedOf(event, facts)).toBe(words));

it('says all of it to people, but no uuid', () => {
  const facts = { status: 'rejected', closedAt: new Date(0), creatorUuid: 'u', closedBy: 'ada' };
  expect(particularsInWords('approval_closed', facts)).toBe(
    'Status: rejected; Closed at: 1970-01-01 00:00:00 UTC; Closed by: ada',
  );
  const withdrawn = { status: 'rejected', objectNames: ['dNSName:a', 'dNSName:b'], closedBecause: 'withdrawal' };
  expect(particularsInWords('approval_closed', { ...withdrawn, objectName: 'a' })).toBe(
    'Status: withdrawn; For: a; Names: dNSName:a, dNSName:b; Closed because of: withdrawal',
  );
  expect(particularsInWords('approval_requested', { objectNames: [] })).toBe('');
  expect(particularsInWords('of_a_later_version', facts)).toBe('');
});

it('offers conditions nothing that is gathered after a firing may be folded', () => {
  expect(askableParticulars('certificate_expiring')).toEqual([]);
  expect(askableParticulars('certificate_status_changed').map(({ field }) => field)).toEqual([
    'oldStatus',
    'newStatus',
  ]);
});

it('knows the operations and how they end', () => {
  expect(action.values).toEqual(operationActions);
  expect(state.values).toEqual(operationStates.filter(isFinal));
});
