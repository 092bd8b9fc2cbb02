import { certificateOf, start } from '../../../test/support/builders';
import { createPatternEngine } from '../firings/pattern-engine';
import { selectionOfCondition, type CertificateDirectory } from './selection';

const group = { uuid: 'g1', name: 'Web' };
const directory = {
  users: new Map(),
  usersByName: new Map(),
  groups: new Map([[group.uuid, group]]),
  groupsByName: new Map([[group.name, group]]),
  raProfiles: new Map(),
  raProfilesByName: new Map(),
  attributes: new Map(),
} as unknown as CertificateDirectory;
const select = (condition: unknown) =>
  selectionOfCondition(condition, 'createdAt', 1, directory, { patterns: createPatternEngine() }, start);
const property = (field: string, operator: string, value: unknown) => ({ source: 'property', field, operator, value });

it('without a condition finds everything', () =>
  expect(select(null)).toEqual({ filter: {}, undecided: new Map(), sort: 'createdAt', direction: 1 }));

it('looks names up', () => {
  const { filter, matches } = select(property('GROUP_NAME', 'EQUALS', 'Web'));
  expect(JSON.stringify(filter)).toContain(group.uuid);
  expect(matches).toBeUndefined();
});

it('decides by itself where the database cannot', () => {
  const { matches, looksAt } = select(property('COMMON_NAME', 'MATCHES', '^web'));
  expect(looksAt).toEqual(new Set(['commonName']));
  expect(matches?.(certificateOf('web1'))).toBe(true);
  expect(matches?.(certificateOf('mail1'))).toBe(false);
});

it('knows for which certificates a leaf has no answer', () => {
  const { matches, undecided } = select(property('SUBJECT_ALTERNATIVE_NAMES', 'MATCHES', '(a|b)+x[0-9]{90}'));
  const names = Array.from({ length: 12_800 }, (_, index) => `dNSName:${index}.of-many-names.example`);
  expect(matches?.({ ...certificateOf('large'), subjectAlternativeNames: names })).toBe(false);
  expect([...undecided]).toEqual([['pattern_too_costly', new Set([certificateOf('large').uuid])]]);
});

it('refuses what is no condition, with pointers below /filter', () => {
  const code = 'invalid_condition';
  expect(() => select(property('NOTHING', 'EQUALS', 'x'))).toThrow(expect.objectContaining({ code }) as Error);
});
