import fc from 'fast-check';
import { leavesOf } from '../ledger';
import { mapItems, originKey, type KnownOrigin } from '../map-items';
import type { ImportOptions } from '../options';
import { recognise } from '../recognise';
import { czertainlyKinds } from './kinds';

const options: ImportOptions = {
  ...{ handlerMap: {}, templateMap: {}, roleMap: {}, collectionMap: {}, issuerMap: {}, secretMap: {}, categoryMap: {} },
  ...{ pendingReminders: null, onConflict: 'skip' },
};
const page = (items: readonly unknown[]) => ({ itemsPerPage: 10, pageNumber: 1, totalPages: 1, totalItems: 1, items });
const inGroup = { fieldSource: 'property', fieldIdentifier: 'GROUP_NAME', operator: 'EQUALS', value: ['Payments'] };
const rsa = { fieldSource: 'property', fieldIdentifier: 'KEY_SIZE', operator: 'LESSER', value: '2048' };
const team = { fieldSource: 'custom', fieldIdentifier: 'team|STRING', operator: 'NOT_EMPTY', value: null };
const resource = 'certificates';
const base = {
  customAttributes: [
    { uuid: 'c1', name: 'team', contentType: 'string', resources: ['certificates'], properties: { label: 'Team' } },
  ],
  groups: [{ uuid: 'g1', name: 'Payments', description: 'who pays' }],
  notificationProfiles: [
    { uuid: 'n1', name: 'Tell', recipientType: 'owner', internalNotification: true, frequency: 'P1D', repetitions: 3 },
  ],
  conditions: [
    { uuid: 'k1', name: 'weak', type: 'checkField', resource, items: [rsa] },
    { uuid: 'k2', name: 'with team', type: 'checkField', resource, items: [team, inGroup] },
  ],
  rules: [{ uuid: 'r1', name: 'weak of a team', resource, conditionsUuids: ['k1', 'k2'] }],
  executions: [
    {
      ...{ uuid: 'e1', name: 'set', type: 'setField', resource },
      items: [
        { fieldSource: 'property', fieldIdentifier: 'GROUP_NAME', data: ['g1'] },
        { fieldSource: 'custom', fieldIdentifier: 'team|STRING', data: [{ data: 'x' }] },
      ],
    },
    { uuid: 'e2', name: 'tell', type: 'sendNotification', resource, items: [{ notificationProfileUuid: 'n1' }] },
  ],
  actions: [{ uuid: 'a1', name: 'set and tell', resource, executionsUuids: ['e1', 'e2'] }],
  triggers: [
    {
      ...{ uuid: 't1', name: 'Weak', type: 'event', resource, ignoreTrigger: false, event: 'certificate_uploaded' },
      ...{ rulesUuids: ['r1'], actionsUuids: ['a1'] },
    },
    {
      ...{ uuid: 't2', name: 'Never', type: 'event', resource, ignoreTrigger: true, event: 'certificate_uploaded' },
      rules: [
        {
          uuid: 'r2',
          name: 'in',
          resource,
          conditions: [{ uuid: 'k3', name: 'k', type: 'checkField', resource, items: [rsa] }],
        },
      ],
      actions: [],
    },
    {
      ...{ uuid: 't4', name: 'Ends', type: 'event', resource, ignoreTrigger: false, event: 'CERTIFICATE_EXPIRING' },
      ...{ rulesUuids: [], actionsUuids: ['a1'] },
    },
  ],
  associations: [{ event: 'certificate_expiring', resource: 'groups', objectUuid: 'g1', triggerUuids: ['t4'] }],
  eventsMapping: { certificate_uploaded: ['t2', 't1'] },
  scheduledJobs: [
    {
      uuid: 'j1',
      jobName: 'x',
      jobType: 'a.UpdateCertificateStatusJob',
      cronExpression: '0 0 2 ? * 2-6',
      enabled: true,
    },
  ],
};

function run(value: unknown, origin: (key: string) => KnownOrigin | undefined = () => undefined) {
  const items = recognise([{ name: null, value }], czertainlyKinds);
  return mapItems(
    items,
    czertainlyKinds,
    { options, caller: 'kim', now: new Date(0), fingerprintOf: () => undefined, known: () => [], origin },
    new Map(),
  );
}
const documents = (value: unknown) =>
  Object.fromEntries(
    run(value).flatMap(({ objects }) => objects.map(({ kind, name, spec }) => [`${kind} ${name}`, spec])),
  );
const codesOf = (value: unknown, kind: string) =>
  run(value)
    .filter((item) => item.kind === kind)
    .flatMap(({ ledger }) => ledger.notes.map(({ code }) => code));

const weak = { source: 'property', field: 'KEY_SIZE', operator: 'LESSER', value: 2048 };

describe('what CZERTAINLY has', () => {
  it('becomes one trigger of each trigger with its parts, at the places where it hangs', () => {
    const made = documents(base);
    expect(made['Trigger Weak']).toEqual({
      ...{ description: '', event: 'certificate_uploaded', kind: 'action', enabled: true },
      condition: {
        all: [
          weak,
          { source: 'custom', field: 'team', operator: 'NOT_EMPTY' },
          { source: 'property', field: 'GROUP_NAME', operator: 'EQUALS', value: ['Payments'] },
        ],
      },
      actions: [
        { type: 'setGroups', groups: ['Payments'], mode: 'replace' },
        { type: 'setCustomAttribute', name: 'team', content: [{ data: 'x' }] },
        { type: 'sendNotification', profiles: ['Tell'] },
      ],
    });
    expect(made['Trigger Never']).toMatchObject({ kind: 'ignore', condition: weak, notificationProfiles: [] });
    expect(made['TriggerSet certificate_expiring/groups/Payments']).toEqual({ ignore: [], actions: ['Ends'] });
    expect(made['TriggerSet certificate_uploaded']).toEqual({ ignore: ['Never'], actions: ['Weak'] });
    expect(made['NotificationProfile Tell']).toMatchObject({
      recipientType: 'owner',
      frequency: 'P1D',
      repetitions: 3,
    });
    expect(made['Group Payments']).toEqual({ description: 'who pays' });
    expect(made['ScheduledJob validation']).toEqual({
      ...{ jobType: 'validation', cron: '0 2 * * 1-5', timeZone: 'UTC', enabled: true, oneTime: false, parameters: {} },
    });
  });

  it.each([
    ['a field', { rsa: { fieldIdentifier: 'SHOE_SIZE' } }],
    ['an attribute without a name', { rsa: { fieldSource: 'custom', fieldIdentifier: '' } }],
    ['a source', { rsa: { fieldSource: 'data' } }],
    ['an operator', { rsa: { operator: 'RHYMES_WITH' } }],
  ])('is created disabled when %s is not known here', (_, { rsa: change }) => {
    const conditions = [{ ...base.conditions[0], items: [{ ...rsa, ...change }] }, base.conditions[1]];
    expect(documents({ ...base, conditions })['Trigger Weak']).toMatchObject({ enabled: false });
    expect(codesOf({ ...base, conditions }, 'Condition')).toContain('field_unknown');
  });

  it('is created disabled without a part, which is named', () => {
    const { rules: _, ...rest } = base;
    expect(documents(rest)['Trigger Weak']).toMatchObject({ enabled: false, condition: null });
    expect(codesOf(rest, 'Trigger')).toEqual(expect.arrayContaining(['part_unknown', 'disabled']));
  });

  it('says which parts triggers shared', () => {
    const twin = { ...base.triggers[0], uuid: 't3', name: 'Twin' };
    expect(
      codesOf({ ...base, triggers: [...base.triggers, twin] }, 'Trigger').filter((code) => code === 'shared'),
    ).toHaveLength(5);
  });

  it('is found in the pages that its lists come in', () => {
    const names = (value: unknown) => run(value).map(({ kind, name }) => [kind, name]);
    expect(names(page(base.groups))).toEqual([
      ['Group', 'Payments'],
      ['File', 'File'],
    ]);
    expect(names(page(base.conditions)).slice(0, 2)).toEqual([
      ['Condition', 'weak'],
      ['Condition', 'with team'],
    ]);
  });

  it('names the event of a trigger by where it hangs', () => {
    const triggers = [{ ...base.triggers[0], event: null }];
    expect(documents({ ...base, triggers })['Trigger Weak']).toMatchObject({ event: 'certificate_uploaded' });
    expect(documents({ triggers })).toEqual({});
    expect(codesOf({ triggers }, 'Trigger')).toContain('manual_trigger');
  });

  it('is planned once: what was imported stays', () => {
    const first = run(base);
    const origin = (key: string): KnownOrigin | undefined => {
      const item = first.find((one) => one.key === key && one.objects.length > 0);
      return item && { target: item.target!, object: { name: item.objects[0]!.name, view: item.objects[0]!.spec } };
    };
    expect(run(base, origin).flatMap(({ objects }) => objects)).toEqual([]);
    expect(originKey('czertainly', 'Trigger', 't1', 'x')).toBe('czertainly Trigger t1');
  });

  it('is told of leaf by leaf, whatever has changed in it', () => {
    const leaves = leavesOf(base).map(({ path }) => path);
    const change = fc.record({
      at: fc.nat(leaves.length - 1),
      value: fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constant(undefined)),
      more: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 6 }), (changes) => {
        const input = JSON.parse(JSON.stringify(base)) as unknown;
        for (const { at, value, more } of changes) {
          const way = leaves[at]!.split('/').slice(1);
          const parent = way
            .slice(0, -1)
            .reduce<unknown>((inner, name) => (inner as Record<string, unknown> | null)?.[name] ?? null, input);
          if (typeof parent === 'object' && parent !== null)
            Reflect.set(parent, more && !Array.isArray(parent) ? `${way.at(-1)}X` : way.at(-1)!, value);
        }
        const given = JSON.parse(JSON.stringify(input)) as unknown;
        const told = new Set(
          run(given).flatMap(({ ledger }) => [...ledger.mappedPaths, ...ledger.notes.map(({ path }) => path)]),
        );
        expect(leavesOf(given).filter(({ path }) => !told.has(path))).toEqual([]);
      }),
    );
  });
});
