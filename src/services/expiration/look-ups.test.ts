import { certificateOf, inDays } from '../../../test/support/builders';
import type { SharingCertificate } from '../../store/certificates/replacement-candidates';
import { lookUpPlan } from './look-ups';

const subject = certificateOf('s', { notBefore: inDays(0), notAfter: inDays(90) });
const sought = new Map([['s', ['a', 'b']]]);
const other = (uuid: string, begins: number, ...replacementKeys: string[]): SharingCertificate => ({
  ...{ uuid, notBefore: inDays(begins), notAfter: inDays(begins + 90), replacementKeys },
});
const plan = (found: readonly SharingCertificate[], most = 100) =>
  lookUpPlan([subject], sought, found, most).map((portion) =>
    portion.map(({ successors, predecessors }) => [successors, predecessors]),
  );

it('parts those that begin later from those that begin earlier; itself and what has no time is neither', () => {
  const same = { ...other('same', 0, 'a'), notAfter: subject.notAfter };
  const found = [other('later', 5, 'a'), other('earlier', -5, 'b'), other('s', 0, 'a'), same];
  expect(plan([...found, { ...other('timeless', 5, 'a'), notBefore: null }])).toEqual([[[['later'], ['earlier']]]]);
});

it('goes by keys in common, then by time', () => {
  const found = [other('one key', 9, 'a'), other('both', 3, 'a', 'b'), other('both, later', 4, 'b', 'a')];
  expect(plan(found)).toEqual([[[['both, later', 'both', 'one key'], []]]]);
});

it('looks at some of very many, and at few that have very many names, on their own', () => {
  const many = Array.from({ length: 60 }, (_, index) => other(`n${index}`, index + 1, 'a'));
  expect(plan(many, 1)[0]?.[0]?.[0]).toHaveLength(25);
  const keys = Array.from({ length: 240 }, (_, index) => `k${index}`);
  const wide = Array.from({ length: 12 }, (_, index) => other(`w${index}`, index + 1, 'a', ...keys));
  const portions = plan([other('narrow', 1, 'a'), ...wide]);
  expect(portions.map((portion) => portion[0]?.[0]?.length)).toEqual([1, 10]);
});

it('is nothing where nobody shares a key', () => expect(plan([other('x', 5, 'c')])).toEqual([]));
