import { aStep } from '../../../test/support/builder';
import { askedBy } from './asked-by';

const steps = [
  aStep('Ask', 'require_approval', { settings: { roles: ['Approver'], users: ['ann'] } }),
  aStep('Wait', 'wait', { settings: { signalName: 'go' } }),
];

it('knows whom a step asks before it waits and after', () => {
  expect(askedBy({ steps }, 'ask.ApprovalStatus')).toEqual({ roles: ['Approver'], users: ['ann'] });
  for (const key of ['Wait.go', 'Other.go', 'go']) expect(askedBy({ steps }, key)).toBeNull();
});
