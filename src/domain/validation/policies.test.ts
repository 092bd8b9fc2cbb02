import { pathCertificate } from '../../../test/support/path-certificates';
import type { PathCertificate } from './path-certificate';
import { policyFault } from './policies';

const ANY = '2.5.29.32.0';
const info = (oids: readonly string[]) => oids.map((oid) => ({ oid, qualifiers: [] }));

interface Link extends Partial<Omit<PathCertificate, 'policies' | 'policyMappings'>> {
  readonly policies?: readonly string[];
  readonly maps?: readonly (readonly [string, string])[];
  readonly isSelfIssued?: boolean;
}

function faultOf(...links: Link[]): string | undefined {
  const path = links.map(({ policies, maps = [], isSelfIssued = false, ...rest }, at) =>
    pathCertificate(`ca${at}`, isSelfIssued ? `ca${at}` : 'other', {
      policies: policies === undefined ? null : info(policies),
      policyMappings: maps.map(([issuerDomain, subjectDomain]) => ({ issuerDomain, subjectDomain })),
      ...rest,
    }),
  );
  return policyFault(path)?.code;
}

const required = 'policy_required';

describe('policyFault', () => {
  it.each<[string, Link[], string | undefined]>([
    ['nothing demanded', [{}, {}], undefined],
    ['demanded at once and absent', [{ requireExplicitPolicy: 0 }, {}], required],
    ['demanded at once and there', [{ requireExplicitPolicy: 0, policies: ['1.1'] }, { policies: ['1.1'] }], undefined],
    ['another one', [{ requireExplicitPolicy: 0, policies: ['1.1'] }, { policies: ['1.2'] }], required],
    ['lost on the way', [{ requireExplicitPolicy: 0, policies: ['1.1'] }, {}, { policies: ['1.1'] }], required],
    ['demanded later than the path is long', [{ requireExplicitPolicy: 2 }, {}], undefined],
    ['demanded by the end certificate itself', [{}, { requireExplicitPolicy: 0 }], required],
    ['anyPolicy above', [{ requireExplicitPolicy: 0, policies: [ANY] }, { policies: ['1.2'] }], undefined],
    ['anyPolicy below', [{ requireExplicitPolicy: 0, policies: ['1.1'] }, { policies: [ANY] }], undefined],
    [
      'anyPolicy inhibited',
      [{ requireExplicitPolicy: 0, inhibitAnyPolicy: 0, policies: ['1.1'] }, { policies: [ANY] }],
      required,
    ],
    [
      'anyPolicy inhibited, of an issuer that certifies itself anew',
      [
        { requireExplicitPolicy: 0, inhibitAnyPolicy: 0, policies: ['1.1'] },
        { policies: [ANY], isSelfIssued: true },
        { policies: ['1.1'] },
      ],
      undefined,
    ],
    [
      'mapped',
      [{ requireExplicitPolicy: 0, policies: ['1.1'], maps: [['1.1', '1.9']] }, { policies: ['1.9'] }],
      undefined,
    ],
    [
      'mapped away',
      [{ requireExplicitPolicy: 0, policies: ['1.1'], maps: [['1.1', '1.9']] }, { policies: ['1.1'] }],
      required,
    ],
    [
      'mapped under anyPolicy',
      [{ requireExplicitPolicy: 0, policies: [ANY], maps: [['1.1', '1.9']] }, { policies: ['1.9'] }],
      undefined,
    ],
    [
      'mapping inhibited',
      [
        { requireExplicitPolicy: 0, inhibitPolicyMapping: 0, policies: ['1.1'] },
        { policies: ['1.1'], maps: [['1.1', '1.9']] },
        { policies: ['1.9'] },
      ],
      required,
    ],
    ['mapping to anyPolicy', [{ policies: ['1.1'], maps: [['1.1', ANY]] }, {}], 'policy_mapping_invalid'],
    ['mapping from anyPolicy', [{ policies: ['1.1'], maps: [[ANY, '1.1']] }, {}], 'policy_mapping_invalid'],
    ['a mapping of the end certificate is of no effect', [{}, { maps: [[ANY, '1.1']] }], undefined],
  ])('%s', (_, links, expected) => expect(faultOf(...links)).toBe(expected));

  it('does not double at each certificate', () => {
    // Each of 30 policies maps to all of them: a tree would have 30^10 leaves.
    const all = Array.from({ length: 30 }, (_, at) => `1.${at}`);
    const maps = all.flatMap((from) => all.map((to) => [from, to] as const));
    const links = Array.from({ length: 10 }, () => ({ policies: all, maps, requireExplicitPolicy: 0 }));
    expect(faultOf(...links, { policies: ['1.7'] })).toBeUndefined();
    expect(faultOf(...links, { policies: ['1.77'] })).toBe(required);
  });

  it('has a limit', () => {
    const policies = Array.from({ length: 1_001 }, (_, at) => `1.${at}`);
    expect(faultOf({ policies }, {})).toBe('policy_limit');
  });
});
