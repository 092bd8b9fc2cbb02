import { canBePredecessor, countsAsSuccessor, detectionRule, relationTypeOf, wouldCycle } from './relations';
import type { CertificateState } from './certificate';

const name = (type: string, value: string) => ({ oid: type, name: type, value });
const names = (change: object = {}) => ({
  subjectAttributes: [name('O', 'Example'), name('CN', 'web.example.org')],
  issuerAttributes: [name('CN', 'Issuing CA')],
  spkiSha256: 'k1',
  state: 'issued' as CertificateState,
  ...change,
});

describe('relationTypeOf', () => {
  it.each([
    { name: 'same subject, issuer and key', successor: names(), type: 'renewal' },
    { name: 'another key', successor: names({ spkiSha256: 'k2' }), type: 'rekey' },
    { name: 'another issuer', successor: names({ issuerAttributes: [name('CN', 'Other CA')] }), type: 'replacement' },
    {
      name: 'another subject',
      successor: names({ subjectAttributes: [name('CN', 'other.example.org')] }),
      type: 'replacement',
    },
    {
      name: 'names in other case, order and spacing',
      successor: names({
        subjectAttributes: [name('CN', 'WEB.example.org'), name('O', 'EXAMPLE')],
        issuerAttributes: [name('CN', 'issuing  CA')],
      }),
      type: 'renewal',
    },
    { name: 'revoked since', successor: names({ state: 'revoked' }), type: 'renewal' },
    { name: 'requested', successor: names({ state: 'requested' }), type: 'pending' },
    { name: 'waiting for its issuer', successor: names({ state: 'pending_issue', spkiSha256: 'k2' }), type: 'pending' },
    { name: 'registered', successor: names({ state: 'registered' }), type: 'pending' },
  ])('$name: $type', ({ successor, type }) => expect(relationTypeOf(names(), successor)).toBe(type));
});

describe('canBePredecessor', () => {
  it.each<[CertificateState, boolean]>([
    ['issued', true],
    ['revoked', true],
    ['requested', false],
    ['pending_issue', false],
    ['failed', false],
    ['rejected', false],
  ])('%s: %s', (state, may) => expect(canBePredecessor({ state })).toBe(may));
});

describe('countsAsSuccessor', () => {
  const relation = { type: 'rekey', origin: 'detected', rule: detectionRule, lost: ['clientAuth'] } as const;
  it.each([
    { name: 'a detected one', change: {}, counts: true },
    { name: 'one for some names', change: { type: 'partial' as const }, counts: false },
    { name: 'one that is not issued', change: { type: 'pending' as const, origin: 'manual' as const }, counts: false },
    { name: 'one that earlier rules found', change: { rule: null }, counts: false },
    { name: 'one that a person added', change: { origin: 'manual' as const, rule: null }, counts: true },
    { name: 'one of an operation', change: { origin: 'operation' as const, rule: null }, counts: true },
  ])('$name: $counts', ({ change, counts }) =>
    expect(countsAsSuccessor({ ...relation, ...change }, { requireAllPurposes: false })).toBe(counts),
  );

  it('asks for all purposes where that is wanted', () => {
    const strict = { requireAllPurposes: true };
    expect(countsAsSuccessor(relation, strict)).toBe(false);
    expect(countsAsSuccessor({ ...relation, lost: [] }, strict)).toBe(true);
    expect(countsAsSuccessor({ ...relation, origin: 'manual' }, strict)).toBe(true);
  });
});

describe('wouldCycle', () => {
  const edges = [
    { predecessor: 'a', successor: 'b' },
    { predecessor: 'b', successor: 'c' },
    { predecessor: 'a', successor: 'c' },
    { predecessor: 'x', successor: 'y' },
  ];
  it.each([
    { name: 'to itself', from: 'a', to: 'a', cycle: true },
    { name: 'back over one', from: 'b', to: 'a', cycle: true },
    { name: 'back over two', from: 'c', to: 'a', cycle: true },
    { name: 'forward again', from: 'a', to: 'c', cycle: false },
    { name: 'to another family', from: 'c', to: 'x', cycle: false },
    { name: 'unknown ones', from: 'p', to: 'q', cycle: false },
  ])('$name: $cycle', ({ from, to, cycle }) => expect(wouldCycle(edges, from, to)).toBe(cycle));

  it('ends also where there is a cycle already', () =>
    expect(wouldCycle([...edges, { predecessor: 'c', successor: 'a' }], 'x', 'a')).toBe(false));
});
