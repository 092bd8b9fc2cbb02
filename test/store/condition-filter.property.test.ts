import fc from 'fast-check';
import { trusted, type Connection } from 'mongoose';
import type { CertificateRecord } from '../../src/domain/certificates/certificate';
import { compileCondition } from '../../src/domain/conditions/evaluate';
import { certificateSubject } from '../../src/domain/conditions/subject';
import type { Condition } from '../../src/domain/conditions/tree';
import { validateCondition } from '../../src/domain/conditions/validate';
import { certificateModel } from '../../src/store/certificates/certificates';
import { toFilter } from '../../src/store/certificates/condition-filter';
import { createPatternEngine } from '../../src/services/firings/pattern-engine';
import { attributes, certificate, condition, nameOfUuid, now, uuidOfName } from './condition-arbitraries';
import { openDatabase, type TestDatabase } from '../support/database';

/** Fixed, so that a failure comes again; CERTLOOM_PROPERTY_RUNS asks for more, CERTLOOM_PROPERTY_SEED for others. */
const runs = Number(process.env['CERTLOOM_PROPERTY_RUNS'] ?? 150);
const seed = Number(process.env['CERTLOOM_PROPERTY_SEED'] ?? 20_300_615);

jest.setTimeout(60_000 + runs * 500);

const event = 'certificate_status_changed';
const patterns = createPatternEngine();
let database: TestDatabase;
let db: Connection;

beforeAll(async () => {
  database = await openDatabase();
  ({ db } = database);
});

afterAll(() => database?.close());

function saved(input: unknown): Condition {
  const checked = validateCondition(input, { scope: event, stage: null, attributes, patterns });
  if ('faults' in checked) throw new Error(`not valid: ${JSON.stringify(checked.faults)} in ${JSON.stringify(input)}`);
  return checked.condition;
}

function subjectOf(record: CertificateRecord) {
  const nameOf = (uuid: string | null | undefined) => nameOfUuid.get(uuid ?? '') ?? null;
  return certificateSubject(record, {
    raProfileName: nameOf(record.raProfile),
    groupNames: (record.groups ?? []).map((uuid) => nameOfUuid.get(uuid)!),
    ownerName: nameOf(record.owner),
  });
}

/** Some attributes are gone by the time the condition runs: their leaves end in error. */
const lostAttributes = fc.subarray([...attributes], { minLength: attributes.length - 4 });

async function compare(documents: readonly CertificateRecord[], tree: Condition, known: typeof attributes) {
  const collection = db.collection<{ _id: string }>('certificates');
  const model = certificateModel(db);
  await collection.deleteMany({});
  await collection.insertMany(documents.map((document, index) => ({ ...document, _id: String(index) })));

  const context = { attributes: known, now, resolveName: (_field: string, name: string) => uuidOfName.get(name) };
  const { filter, exact } = toFilter(tree, context);
  const found = (await collection.find(filter).toArray()).map(({ _id }) => _id).sort();
  // Once more as the rest of the store asks: through mongoose, with its sanitizing and casting.
  const byModel = (await model.find(toFilter(tree, context).filter, { _id: 1 }).lean()).map(({ _id }) => _id).sort();

  const matches = compileCondition(tree, { scope: event, attributes: known, patterns });
  const decided = documents.flatMap((document, index) =>
    matches(subjectOf(document), now).result === 'true' ? [String(index)] : [],
  );
  return { found, byModel, decided: decided.sort(), exact };
}

describe('C12 both compilers', () => {
  it('agree on random trees and documents', async () => {
    let exactRuns = 0;
    await fc.assert(
      fc.asyncProperty(
        condition,
        fc.array(certificate, { minLength: 1, maxLength: 20, size: 'max' }),
        lostAttributes,
        async (input, documents, known) => {
          const { found, byModel, decided, exact } = await compare(documents, saved(input), known);
          if (exact) exactRuns += 1;
          expect(byModel).toEqual(found);
          if (exact) expect(found).toEqual(decided);
          else expect(found).toEqual(expect.arrayContaining(decided));
        },
      ),
      { numRuns: runs, seed },
    );
    expect(exactRuns).toBeGreaterThan(runs / 4);
  });

  it('agree on single leaves and their negations', async () => {
    await fc.assert(
      fc.asyncProperty(
        condition,
        fc.array(certificate, { minLength: 1, maxLength: 30, size: 'max' }),
        fc.boolean(),
        async (input, documents, negated) => {
          const leaves: Condition[] = [];
          const visit = (node: Condition): void => {
            if ('all' in node) node.all.forEach(visit);
            else if ('any' in node) node.any.forEach(visit);
            else if ('not' in node) visit(node.not);
            else leaves.push(node);
          };
          visit(saved(input));
          const tree = negated ? { not: leaves[0]! } : leaves[0]!;
          const { found, byModel, decided, exact } = await compare(documents, tree, attributes);
          expect(byModel).toEqual(found);
          if (exact) expect(found).toEqual(decided);
          else expect(found).toEqual(expect.arrayContaining(decided));
        },
      ),
      { numRuns: runs, seed },
    );
  });
});

describe('figure-F4 conditions over names', () => {
  const count = 1_200;
  const nameAt = (index: number) => `dNSName:host-${index}.many.example`;
  const wide = Array.from({ length: count }, (_, index) => nameAt(index));
  const narrow = wide.slice(0, 3);
  /** Inside and outside of what an index knows. */
  const index = fc.constantFrom(0, 1, 999, 1_000, count - 1, count);
  const value = fc.tuple(
    fc.constantFrom('EQUALS', 'NOT_EQUALS', 'CONTAINS', 'NOT_CONTAINS', 'STARTS_WITH', 'ENDS_WITH', 'MATCHES'),
    index.map(nameAt),
  );
  const sizes = fc.tuple(
    fc.constantFrom('COUNT_EQUAL', 'COUNT_NOT_EQUAL', 'COUNT_GREATER_THAN', 'COUNT_LESS_THAN'),
    fc.constantFrom(0, 3, 999, 1_000, 1_001, count),
  );
  const leaf = fc.oneof({ weight: 3, arbitrary: value }, sizes).map(([operator, operand]) => ({
    ...{ source: 'property', field: 'SUBJECT_ALTERNATIVE_NAMES', operator },
    value: operator === 'MATCHES' ? `${String(operand)}$` : operand,
  }));
  const tree = fc
    .tuple(leaf, leaf, fc.constantFrom('all', 'any', 'not'), fc.boolean())
    .map(([one, other, kind, no]) => {
      const joined = kind === 'not' ? { not: one } : { [kind]: [one, other] };
      return no ? { not: joined } : joined;
    });

  it('have one answer for certificates with more than a thousand, whatever the compiler', async () => {
    const [sample] = fc.sample(certificate, { numRuns: 1, seed });
    const documents = [wide, narrow, []].map((names) => ({ ...sample!, subjectAlternativeNames: names }));
    await fc.assert(
      fc.asyncProperty(tree, async (input) => {
        const { found, byModel, decided, exact } = await compare(documents, saved(input), attributes);
        expect(byModel).toEqual(found);
        if (exact) expect(found).toEqual(decided);
        else expect(found).toEqual(expect.arrayContaining(decided));
      }),
      { numRuns: Math.min(runs, 60), seed },
    );
  });
});

describe('filters of the store', () => {
  it('are trusted as a whole and can be joined with others', async () => {
    const { filter } = toFilter(saved({ source: 'property', field: 'KEY_SIZE', operator: 'GREATER', value: 1 }), {
      attributes,
      now,
      resolveName: () => undefined,
    });
    await db.collection<{ _id: string }>('certificates').deleteMany({});
    await db.collection<{ _id: string; keySize: number }>('certificates').insertMany([
      { _id: 'a', keySize: 1 },
      { _id: 'b', keySize: 2 },
      { _id: 'c', keySize: 3 },
    ]);
    const found = await certificateModel(db)
      .find({ $and: [filter, { _id: trusted({ $gt: 'b' }) }] })
      .lean();
    expect(found.map(({ _id }) => _id)).toEqual(['c']);
  });
});
