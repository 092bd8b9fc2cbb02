import { operationActions, operationStates, type OperationAction, type OperationState } from './operation';
import { exclusionKeyOf } from './operation';
import { isFinal, openOperationStates, operationCanBecome, pendingStateOf, statesBefore } from './transitions';

const allowed: readonly [OperationState, OperationState, readonly OperationAction[]][] = [
  ['requested', 'pending_approval', operationActions],
  ['requested', 'pending_issue', ['issue', 'renew', 'rekey']],
  ['requested', 'pending_revoke', ['revoke']],
  ['requested', 'failed', operationActions],
  ['requested', 'rejected', operationActions],
  ['requested', 'cancelled', operationActions],
  ['pending_approval', 'pending_issue', ['issue', 'renew', 'rekey']],
  ['pending_approval', 'pending_revoke', ['revoke']],
  ['pending_approval', 'failed', operationActions],
  ['pending_approval', 'rejected', operationActions],
  ['pending_approval', 'cancelled', operationActions],
  ['pending_issue', 'issued', operationActions],
  ['pending_issue', 'failed', operationActions],
  ['pending_issue', 'cancelled', operationActions],
  ['pending_revoke', 'revoked', ['revoke']],
  ['pending_revoke', 'issued', operationActions],
  ['pending_revoke', 'failed', operationActions],
];

describe('states of an operation', () => {
  it.each(operationActions)('of %s follow the table and nothing else', (action) => {
    const possible = operationStates.flatMap((from) =>
      operationStates.filter((to) => operationCanBecome(action, from, to)).map((to) => `${from} ${to}`),
    );
    const expected = allowed.filter(([, , actions]) => actions.includes(action)).map(([from, to]) => `${from} ${to}`);
    expect(possible.sort()).toEqual(expected.sort());
  });

  it('are final once it has ended', () => {
    expect(operationStates.filter(isFinal)).toEqual(['issued', 'revoked', 'rejected', 'failed', 'cancelled']);
    expect(openOperationStates).toEqual(['requested', 'pending_approval', 'pending_issue', 'pending_revoke']);
  });

  it.each<[OperationState, OperationState[]]>([
    ['issued', ['pending_issue', 'pending_revoke']],
    ['revoked', ['pending_revoke']],
    ['rejected', ['requested', 'pending_approval']],
    ['cancelled', ['requested', 'pending_approval', 'pending_issue']],
    ['requested', []],
  ])('come before %s: %s', (to, before) => expect(statesBefore(to)).toEqual(before));

  it('wait for what was ordered', () => {
    expect(operationActions.map(pendingStateOf)).toEqual([
      ...['pending_issue', 'pending_issue', 'pending_issue', 'pending_revoke'],
    ]);
  });
});

describe('what excludes another operation', () => {
  it.each<[OperationAction, string | null, string | null]>([
    ['issue', null, null],
    ['renew', 'c', 'c:order'],
    ['rekey', 'c', 'c:order'],
    ['revoke', 'c', 'c:revocation'],
  ])('%s of %s: %s', (action, certificate, key) => expect(exclusionKeyOf({ action, certificate })).toBe(key));
});
