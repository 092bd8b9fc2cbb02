import type { ForeignKind } from './foreign-kind';
import { mapItems, originKey, type MapDeps } from './map-items';
import type { ImportOptions } from './options';
import { recognise } from './recognise';

const options: ImportOptions = {
  ...{ handlerMap: {}, templateMap: {}, roleMap: {}, collectionMap: {}, issuerMap: {}, secretMap: {}, categoryMap: {} },
  ...{ pendingReminders: null, onConflict: 'skip' },
};
const group: ForeignKind = {
  ...{ system: 'keyfactor-command', kind: 'Team', lists: ['Teams'], looksUp: [] },
  fits: (value) => 'team' in value,
  identify: (item) => ({
    id: item.at('Id').peek === undefined ? null : String(item.at('Id').peek),
    target: { kind: 'Group', name: String(item.at('team').peek) },
  }),
  map(item, { name, imported }) {
    const [team, boss] = [item.at('team').text(), item.at('boss').whole()];
    item.at('Id').take();
    if (team === 'bad') return null;
    const description = boss === undefined ? 'none' : (imported('Team', boss)?.name ?? 'unknown');
    return { objects: [{ kind: 'Group', name, spec: { description } }] };
  },
};

function run(value: unknown, more: Partial<MapDeps> = {}) {
  const deps: MapDeps = {
    options,
    caller: 'kim',
    now: new Date(0),
    fingerprintOf: () => undefined,
    known: () => [],
    origin: () => undefined,
    ...more,
  };
  return mapItems(recognise([{ name: null, value }], [group]), [group], deps, new Map()).map(
    ({ plan, target, objects, ledger }) => ({
      ...{ plan, name: target?.name, spec: objects[0]?.spec['description'] },
      notes: ledger.notes.map(({ code }) => code),
    }),
  );
}
const known = () => [{ name: 'A', view: { uuid: 'u' } }];

it('makes what is not here, and lets items refer to each other', () => {
  expect(
    run([{ Id: 1, team: 'A', boss: 2 }, { Id: 2, team: 'B', boss: 3 }, { Id: 3, team: 'bad' }, { team: 'C' }]),
  ).toEqual([
    { plan: 'create', name: 'A', spec: 'B', notes: [] },
    { plan: 'create', name: 'B', spec: 'bad', notes: [] },
    { plan: 'fail', name: 'bad', spec: undefined, notes: [] },
    { plan: 'create', name: 'C', spec: 'none', notes: ['id_missing'] },
  ]);
});

it.each([
  ['skip', { plan: 'skip', name: 'A', notes: ['name_taken'] }],
  ['update', { plan: 'update', name: 'A', notes: ['taken_over'] }],
  ['rename', { plan: 'create', name: 'a (2)', notes: ['renamed'] }],
] as const)('with %s for a name that somebody else has', (onConflict, expected) => {
  expect(run({ Id: 1, team: 'a' }, { known, options: { ...options, onConflict } })).toMatchObject([expected]);
});

it.each([
  ['skip', { plan: 'skip', name: 'A', notes: ['name_kept', 'exists'] }],
  ['update', { plan: 'update', name: 'A', notes: ['name_kept'] }],
  ['rename', { plan: 'update', name: 'A', notes: ['name_kept'] }],
] as const)('with %s for what was imported before', (onConflict, expected) => {
  const key = originKey('keyfactor-command', 'Team', '1', 'old');
  const origin = (one: string) =>
    one === key ? { target: { kind: 'Group', name: 'old' }, object: known()[0]! } : undefined;
  expect(run({ Id: 1, team: 'old' }, { known, origin, options: { ...options, onConflict } })).toMatchObject([expected]);
});

it('goes on where an import was broken off between the object and its origin', () => {
  const origin = () => ({ target: { kind: 'Group', name: 'A' }, object: null });
  expect(run({ Id: 1, team: 'A' }, { known, origin })).toMatchObject([{ plan: 'update', name: 'A', notes: [] }]);
});

it('gives two objects of one name two names, and takes the same one once', () => {
  const teams = [
    { Id: 1, team: 'A' },
    { Id: 2, team: 'a' },
    { Id: 1, team: 'A' },
  ];
  expect(run(teams)).toMatchObject([
    { plan: 'create', name: 'A' },
    { plan: 'create', name: 'a (2)', notes: ['renamed'] },
    { plan: 'skip', notes: ['duplicate', 'duplicate'] },
  ]);
});
