import fc from 'fast-check';
import { camel, czertainlyExport, keyfactorExport, pascal, recased } from '../../../test/imports/varied-exports';
import { czertainlyKinds } from './czertainly/kinds';
import { keyfactorKinds } from './keyfactor/kinds';
import { leavesOf } from './ledger';
import { mapItems, type KnownOrigin } from './map-items';
import type { ImportOptions } from './options';
import { recognise } from './recognise';

const kinds = [...keyfactorKinds, ...czertainlyKinds];
const options: ImportOptions = {
  ...{ handlerMap: {}, templateMap: {}, roleMap: {}, collectionMap: {}, issuerMap: {}, secretMap: {}, categoryMap: {} },
  ...{ pendingReminders: null, onConflict: 'skip' },
};

function run(value: unknown, origin: (key: string) => KnownOrigin | undefined = () => undefined) {
  const deps = { options, caller: 'kim', now: new Date(0), fingerprintOf: () => undefined, known: () => [], origin };
  return mapItems(recognise([{ name: 'export.json', value }], kinds), kinds, deps, new Map());
}
type Items = ReturnType<typeof run>;

const made = (items: Items) =>
  items.flatMap(({ objects }) => objects.map(({ kind, name, spec }) => [`${kind} ${name}`, spec] as const));
const untold = (value: unknown, items: Items) => {
  const told = new Set(items.flatMap(({ ledger }) => [...ledger.mappedPaths, ...ledger.notes.map(({ path }) => path)]));
  return leavesOf(value).filter(({ path }) => !told.has(path));
};

const foreign = [
  ['Keyfactor Command', keyfactorExport],
  ['CZERTAINLY', czertainlyExport],
] as const;

describe.each(foreign)('an export of %s', (_name, given) => {
  const plain = made(run(given));

  it('becomes something, and every value of it is told of', () => {
    expect(plain.length).toBeGreaterThan(5);
    expect(untold(given, run(given))).toEqual([]);
  });

  it.each([
    ['camel case', camel],
    ['Pascal case', pascal],
    ['capitals', (member: string) => member.toUpperCase()],
  ])('becomes the same with its members in %s', (_case, change) => {
    const value = recased(given, (member) => (member.startsWith('certificate_') ? member : change(member)));
    const items = run(value);
    expect(untold(value, items)).toEqual([]);
    const names = made(items).map(([name]) => name);
    expect(names).toEqual(plain.map(([name]) => name));
  });

  it.each([
    ['Results', (value: unknown) => ({ Results: value })],
    ['a list', (value: unknown) => [value]],
    ['a page in a page', (value: unknown) => ({ items: [{ items: [value], totalItems: 1 }], totalPages: 1 })],
    ['an answer in an answer', (value: unknown) => ({ Result: { value: [value], Count: 1 } })],
  ])('becomes the same in %s', (_wrapper, wrap) => {
    const items = run(wrap(given));
    expect(untold(wrap(given), items)).toEqual([]);
    expect(made(items)).toEqual(plain);
  });

  it('is left alone when it is imported again', () => {
    const first = run(given);
    const known = (key: string): KnownOrigin | undefined => {
      const item = first.find((one) => one.key === key && one.objects.length > 0);
      return item && { target: item.target!, object: { name: item.objects[0]!.name, view: item.objects[0]!.spec } };
    };
    expect(made(run(given, known))).toEqual([]);
  });

  it('is told of leaf by leaf, whatever has become of it', () => {
    const leaves = leavesOf(given).map(({ path }) => path);
    const change = fc.record({
      at: fc.nat(leaves.length - 1),
      up: fc.nat(3),
      value: fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.constant(null), fc.constant(undefined)),
      name: fc.constantFrom('', 'X', 'Name', 'items', 'Steps', 'uuid', '/~', '__proto__'),
    });
    fc.assert(
      fc.property(
        fc.array(change, { maxLength: 8 }),
        fc.constantFrom(camel, pascal, (one: string) => one),
        (changes, as) => {
          const input = JSON.parse(JSON.stringify(given)) as unknown;
          for (const { at, up, value, name } of changes) {
            const way = leaves[at]!.split('/').slice(1);
            const upTo = way.slice(0, Math.max(1, way.length - up));
            const parent = upTo
              .slice(0, -1)
              .reduce<unknown>((inner, one) => (inner as Record<string, unknown> | null)?.[one] ?? null, input);
            if (typeof parent !== 'object' || parent === null) continue;
            const member = name === '' || Array.isArray(parent) ? upTo.at(-1)! : name;
            Object.defineProperty(parent, member, { value, enumerable: true, configurable: true, writable: true });
          }
          const value = recased(JSON.parse(JSON.stringify(input)), as);
          expect(untold(value, run(value))).toEqual([]);
        },
      ),
      { numRuns: 150 },
    );
  });
});

it.each([
  [{}],
  [[]],
  [null],
  [''],
  [[null]],
  [{ items: [] }],
  [{ Results: [] }],
  [[[], {}]],
  [{ items: [], totalItems: 0 }],
])('finds nothing in %j, and says so', (value) => {
  const items = run(value);
  expect(made(items)).toEqual([]);
  expect(untold(value, items)).toEqual([]);
});

it('keeps and shows nothing of what is a secret by the type beside it', () => {
  const job = {
    ...{ jobName: 'j', jobType: 'x.OtherTask', cronExpression: '0 0 * * * ?' },
    objectData: { attributes: [{ name: 'a', contentType: 'secret', content: [{ data: 'never-shown' }] }] },
  };
  const items = run([job]);
  expect(JSON.stringify(items.map(({ ledger }) => ledger))).not.toContain('never-shown');
  expect(untold([job], items)).toEqual([]);
});
