import { lifetimeUsed } from './lifetime-filter';

const now = new Date('2030-06-15T12:00:00.000Z');
const known = [{ notBefore: { $nin: [null] } }, { notAfter: { $nin: [null] } }];

it.each<[string, object, object[]]>([
  ['at least 80', { $gte: 80 }, [{ notBefore: { $lte: now } }]],
  ['more than 100', { $gt: 100 }, [{ notAfter: { $lte: now } }]],
  ['more than -5', { $gt: -5 }, []],
  ['less than 0', { $lt: 0 }, [{ notBefore: { $gte: now } }]],
  ['at most 80', { $lte: 80 }, [{ notAfter: { $gte: now } }]],
  ['less than 120', { $lt: 120 }, []],
  ['one of', { $in: [0, 50] }, []],
])('%s', (_name, operators, narrowed) => {
  const { filter, exact } = lifetimeUsed(now).some(operators as never);
  // Without the marks that mongoose needs.
  expect(structuredClone(filter)).toEqual({ $and: [...known, ...narrowed] });
  expect(exact).toBe(false);
});

it('is known where both ends are, and the predicate says whether they are in order', () => {
  const { filter, exact } = lifetimeUsed(now).present;
  expect([structuredClone(filter), exact]).toEqual([{ $and: known }, false]);
});
