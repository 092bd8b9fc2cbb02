import fc from 'fast-check';
import { attributeDefinition } from '../../../test/support/attribute-definition';
import { createPatternEngine } from '../../services/firings/pattern-engine';
import type { CertificateRecord } from '../certificates/certificate';
import { compileNextFlip } from './clock';
import { compileCondition } from './evaluate';
import { certificateSubject } from './subject';
import type { Condition } from './tree';
import { validateCondition } from './validate';

const patterns = createPatternEngine();
const scope = 'certificate_expiring' as const;
const dayMs = 86_400_000;
const base = Date.UTC(2030, 0, 31, 12);
const day = attributeDefinition({ uuid: 'a1', name: 'review', contentType: 'date', resources: ['certificates'] });
const clockTime = attributeDefinition({ uuid: 'a2', name: 'quiet', contentType: 'time', resources: ['certificates'] });
const attributes = [day, clockTime];

function saved(input: unknown): Condition {
  const read = validateCondition(input, { scope, stage: null, attributes, patterns });
  if ('faults' in read) throw new Error(JSON.stringify(read.faults));
  return read.condition;
}

function subjectOf({ notBefore, notAfter, review }: { notBefore: number; notAfter: number; review: number }) {
  const record = {
    ...{ notBefore: new Date(notBefore), notAfter: new Date(notAfter), metadata: [] },
    attributes: {
      a1: { name: 'review', contentType: 'date', content: [{ data: new Date(review).toISOString().slice(0, 10) }] },
      a2: { name: 'quiet', contentType: 'time', content: [{ data: '08:00:00' }] },
    },
  } as unknown as CertificateRecord;
  return certificateSubject(record, { raProfileName: null, groupNames: [], ownerName: null });
}

const duration = fc.constantFrom('P1D', 'P7D', 'P30D', 'P1M', 'P2M', 'P1Y', 'P1DT6H', 'PT90M');
const days = fc.constantFrom('P1D', 'P10D', 'P1M', 'P3M');
const direction = fc.constantFrom('IN_NEXT', 'IN_PAST');
const leaf = fc.oneof(
  fc.record({
    source: fc.constant('property'),
    field: fc.constantFrom('NOT_AFTER', 'NOT_BEFORE'),
    operator: direction,
    value: duration,
  }),
  fc.record({ source: fc.constant('custom'), field: fc.constant('review'), operator: direction, value: days }),
  fc.record({
    source: fc.constant('custom'),
    field: fc.constant('quiet'),
    operator: direction,
    value: fc.constant('PT2H'),
  }),
  fc.record({
    source: fc.constant('property'),
    field: fc.constant('LIFETIME_USED_PERCENT'),
    operator: fc.constantFrom('GREATER', 'GREATER_OR_EQUAL', 'LESSER', 'LESSER_OR_EQUAL', 'EQUALS', 'NOT_EQUALS'),
    value: fc.integer({ min: 0, max: 110 }),
  }),
  fc.constant({ source: 'property', field: 'NOT_AFTER', operator: 'NOT_EMPTY' }),
);
const condition = fc.oneof(
  leaf,
  fc.record({ all: fc.array(leaf, { minLength: 1, maxLength: 3 }) }),
  fc.record({ any: fc.array(leaf, { minLength: 1, maxLength: 3 }) }),
  fc.record({ not: leaf }),
);
const times = fc.record({
  notBefore: fc.integer({ min: base - 400 * dayMs, max: base }),
  notAfter: fc.integer({ min: base, max: base + 400 * dayMs }),
  review: fc.integer({ min: base - 100 * dayMs, max: base + 100 * dayMs }),
});

describe('when the clock alone changes a condition', () => {
  it('says the same at every moment before the next flip', () => {
    const look = fc.integer({ min: base - 50 * dayMs, max: base + 50 * dayMs });
    fc.assert(
      fc.property(
        condition,
        times,
        look,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 }),
        (input, facts, now, shares) => {
          const compiled = saved(input);
          const about = subjectOf(facts);
          const ask = compileCondition(compiled, { scope, attributes, patterns });
          const next =
            compileNextFlip(compiled, { scope, attributes })?.(about, new Date(now)) ?? Number.POSITIVE_INFINITY;
          expect(next).toBeGreaterThanOrEqual(now);
          const until = Math.min(next, now + 100 * dayMs);
          const moments = [...shares.map((share) => Math.floor(now + share * (until - now - 1))), until - 1];
          const resultAt = (at: number) => ask(about, new Date(at)).leaves.map(({ result }) => result);
          for (const at of moments.filter((one) => one > now)) expect(resultAt(at)).toEqual(resultAt(now));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['no date at all', { source: 'property', field: 'NOT_AFTER', operator: 'NOT_EMPTY' }, undefined],
    [
      'the window reaches the end',
      { source: 'property', field: 'NOT_AFTER', operator: 'IN_NEXT', value: 'P30D' },
      base + 70 * dayMs,
    ],
    [
      'the share is reached',
      { source: 'property', field: 'LIFETIME_USED_PERCENT', operator: 'GREATER', value: 75 },
      base + 50 * dayMs - 1,
    ],
    ['a time of day', { source: 'custom', field: 'quiet', operator: 'IN_NEXT', value: 'PT2H' }, base],
    [
      'over for good',
      { source: 'property', field: 'NOT_BEFORE', operator: 'IN_NEXT', value: 'P1D' },
      Number.POSITIVE_INFINITY,
    ],
  ])('%s', (_what, input, expected) => {
    const about = subjectOf({ notBefore: base - 100 * dayMs, notAfter: base + 100 * dayMs, review: base });
    expect(compileNextFlip(saved(input), { scope, attributes })?.(about, new Date(base))).toBe(expected);
  });
});
