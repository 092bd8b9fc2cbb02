import { expect, it } from 'vitest';
import { askedOf, nameOfOperation, standingOf, stepsOf, whyNoCancel } from './words';

const steps = (of: Partial<Parameters<typeof stepsOf>[0]>) =>
  stepsOf({ action: 'renew', state: 'requested', reason: null, approvalUuid: null, ...of }).map(
    ({ label, at }) => `${label} ${at}`,
  );

it('shows the way of an operation that waits for approval', () => {
  expect(steps({ state: 'pending_approval', approvalUuid: 'a' })).toEqual([
    'Requested done',
    'Approval now',
    'At the authority later',
    'Issued later',
  ]);
});

it('leaves out what an end without success has not come to', () => {
  expect(steps({ state: 'rejected', approvalUuid: 'a' })).toEqual([
    'Requested done',
    'Approval done',
    'Rejected ended',
  ]);
  expect(steps({ state: 'failed' })).toEqual(['Requested done', 'Failed ended']);
  expect(steps({ action: 'revoke', state: 'revoked' }).at(-1)).toBe('Revoked done');
});

it('tells a hold and its release from revocations', () => {
  expect(askedOf({ action: 'revoke', reason: 'certificateHold' })).toBe('Hold');
  expect(standingOf({ state: 'issued', reason: 'removeFromCRL' })).toBe('released from the hold');
  expect(askedOf({ action: 'revoke', reason: 'superseded' })).toBe('Revocation');
});

it('calls an operation by its certificate, else by what is requested', () => {
  expect(nameOfOperation({ certificateName: 'web', names: [], subjectDn: 'CN=x' })).toBe('web');
  expect(nameOfOperation({ names: ['dNSName:a.example'], subjectDn: 'CN=x' })).toBe('a.example');
});

it.each([
  ['issued', false, 'It has ended.'],
  ['pending_issue', true, 'It is being called off.'],
  ['pending_revoke', false, 'cannot be called off'],
] as const)('%s cannot be called off', (state, cancelRequested, words) => {
  expect(whyNoCancel({ state, cancelRequested })).toContain(words);
});

it('can be called off while it waits', () => {
  expect(whyNoCancel({ state: 'pending_approval', cancelRequested: false })).toBeUndefined();
});
