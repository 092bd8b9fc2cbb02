import { certificateFields } from './property-fields';
import { recordPathsOf } from './record-paths';
import type { Condition } from './tree';

const leaf = (source: 'property' | 'custom' | 'meta', field: string): Condition => ({
  source,
  field,
  operator: 'EQUALS',
  value: 'x',
});

describe('recordPathsOf', () => {
  it.each([
    ['no condition', [null], []],
    ['a property', [leaf('property', 'SUBJECTDN')], ['subjectDn']],
    [
      'nested groups, each path once',
      [
        { any: [leaf('property', 'SUBJECTDN'), { not: leaf('property', 'GROUP_NAME') }] },
        { all: [leaf('property', 'SUBJECTDN')] },
      ],
      ['subjectDn', 'groups'],
    ],
    [
      'custom attributes and metadata as a whole',
      [leaf('custom', 'site'), leaf('meta', 'host')],
      ['attributes', 'metadata'],
    ],
    ['a field that is worked out', [leaf('property', 'LIFETIME_USED_PERCENT')], ['notAfter', 'notBefore']],
    ['a field that is gone', [leaf('property', 'NOBODY')], []],
  ] as const)('%s', (_name, conditions, paths) => {
    expect([...recordPathsOf(conditions as readonly (Condition | null)[])].sort()).toEqual([...paths].sort());
  });

  it('knows every field of the catalogue', () => {
    for (const { field, path, alsoFrom } of certificateFields)
      expect([...recordPathsOf([leaf('property', field)])]).toEqual(alsoFrom === undefined ? [path] : [path, alsoFrom]);
  });
});
