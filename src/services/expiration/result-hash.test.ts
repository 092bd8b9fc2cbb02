import { decisionOf, triggerResultOf } from '../../../test/support/builders';
import { hashOfResults } from './result-hash';

it('is the same for the same results, whatever was looked at', () => {
  const looked = (actual: unknown) =>
    decisionOf({ triggers: [triggerResultOf([], { leaves: [{ result: 'true', actual }] })] });
  expect(hashOfResults(looked(9))).toBe(hashOfResults(looked(8)));
  expect(hashOfResults(looked(9))).toMatch(/^[\w-]{43}$/);
  expect(hashOfResults(decisionOf({ outcome: 'ignored' }))).not.toBe(hashOfResults(decisionOf()));
});
