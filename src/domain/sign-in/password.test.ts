import { lockMs, passwordFault } from './password';

it.each([
  ['correct horse battery', undefined],
  ['short', /12 characters/],
  ['éééééééééééé', /different/],
  ['aaaaaaaaaaaab', /different/],
  ['clé de voûte!', undefined],
  ['Ada.Lovelace1', /username/],
  ['a'.repeat(300), /256/],
])('judges %j', (text, expected) => {
  const fault = passwordFault(text, 'ada.lovelace');
  if (expected === undefined) expect(fault).toBeUndefined();
  else expect(fault).toMatch(expected);
});

it('locks for longer and longer, and never for ever', () => {
  expect([1, 4, 5, 6, 7, 10, 1_000_000].map(lockMs)).toEqual([0, 0, 30_000, 60_000, 120_000, 900_000, 900_000]);
});
