import { attributeDefinition } from '../../../test/support/attribute-definition';
import type { Action } from '../actions/action';
import type { AttributeDefinition, AttributeValues } from '../attributes/attribute';
import type { CertificateFacts, CertificateRecord } from '../certificates/certificate';
import { pendingCertificate } from '../certificates/pending';
import { compileCondition } from '../conditions/evaluate';
import type { Condition } from '../conditions/tree';
import { type Actor } from '../identity/actor';
import { permissions, type Permission } from '../identity/permissions';
import { decide, type Decision, type ReadyTrigger } from './decide';
import { certificateFiringSubject } from './subject';
import { platformPlace } from '../triggers/place';
import type { Trigger } from '../triggers/trigger';

const now = new Date('2030-01-01T00:00:00Z');
const uploader: Actor = { type: 'user', uuid: 'u-uploader', name: 'ursula' };
const all: ReadonlySet<Permission> = new Set(permissions);

const attribute = (name: string, more: Partial<AttributeDefinition> = {}) =>
  attributeDefinition({ uuid: `a-${name}`, name, ...more });
const attributes = [
  attribute('A'),
  attribute('B'),
  attribute('Number', { contentType: 'integer' }),
  attribute('Pin', { contentType: 'secret' }),
];
const directory = {
  groups: new Map(
    [
      { uuid: 'g-web', name: 'web' },
      { uuid: 'g-db', name: 'db' },
    ].map((group) => [group.uuid, group]),
  ),
  raProfiles: new Map(
    [
      { uuid: 'p-on', name: 'on', enabled: true },
      { uuid: 'p-off', name: 'off', enabled: false },
    ].map((profile) => [profile.uuid, profile]),
  ),
  users: new Map(
    [
      { uuid: 'u-uploader', username: 'ursula', enabled: true },
      { uuid: 'u-otto', username: 'otto', enabled: true },
    ].map((user) => [user.uuid, user]),
  ),
  attributesByName: new Map(attributes.map((definition) => [definition.name, definition])),
};

const certificate: CertificateRecord = pendingCertificate(
  {
    commonName: 'web1.example.org',
    subjectAlternativeNames: [],
    basicConstraints: null,
    selfSigned: false,
    serialNumber: '01',
    keySize: 2048,
  } as unknown as CertificateFacts,
  { uuid: 'c-1', owner: 'u-uploader', source: 'upload', uploadedBy: 'ursula', now },
);

const leaf = (field: string, operator: string, value?: unknown, source = 'property') =>
  ({ source, field, operator, ...(value === undefined ? {} : { value }) }) as Condition;
const isWeb = leaf('COMMON_NAME', 'CONTAINS', 'web');
const isMail = leaf('COMMON_NAME', 'CONTAINS', 'mail');
const failing = leaf('GONE', 'EQUALS', 'x', 'custom');

let count = 0;
function ready(
  kind: 'ignore' | 'action',
  condition: Condition | null,
  more: {
    actions?: Partial<Action>[];
    enabled?: boolean;
    profiles?: string[];
    configuredBy?: string;
    name?: string;
  } = {},
): ReadyTrigger {
  count += 1;
  const trigger: Trigger = {
    uuid: `t-${count}`,
    name: more.name ?? `trigger ${count}`,
    description: '',
    event: 'certificate_uploaded',
    kind,
    enabled: more.enabled ?? true,
    condition,
    actions: (more.actions ?? []).map(
      (action, index) => ({ id: `x${index}`, enabled: true, onError: 'continue', ...action }) as Action,
    ),
    notificationProfiles: more.profiles ?? [],
    version: 1,
    createdAt: now,
    updatedAt: now,
  };
  const patterns = { compile: () => ({ size: 1, find: () => false }) };
  return {
    trigger,
    configuredBy: more.configuredBy ?? 'u-admin',
    origin: platformPlace,
    evaluate: compileCondition(condition, { scope: 'certificate_uploaded', attributes, patterns }),
  };
}

interface Given {
  ignore?: ReadyTrigger[];
  actions?: ReadyTrigger[];
  onConditionError?: 'admit' | 'reject';
  request?: AttributeValues;
  actor?: Actor;
  rights?: (user: string) => ReadonlySet<Permission> | undefined;
  metadata?: CertificateRecord['metadata'];
}

function run({
  ignore = [],
  actions = [],
  onConditionError = 'admit',
  request = {},
  actor = uploader,
  rights = () => all,
  metadata = [],
}: Given): Decision {
  return decide({
    sets: { ignore, actions, onConditionError },
    subject: certificateFiringSubject({ ...certificate, metadata }),
    requestAttributes: request,
    actor,
    now,
    directory,
    rightsOf: rights,
  });
}

const value = (name: string, data: string): AttributeValues => ({
  [`a-${name}`]: { name, contentType: 'string', content: [{ data }] },
});
const outcomes = (decision: Decision) =>
  decision.triggers.map(({ actions }) => actions.map(({ outcome, errorCode }) => errorCode ?? outcome));

describe('ignore stage', () => {
  it('U05 evaluates every ignore trigger and names all that match', () => {
    const decision = run({
      ignore: [
        ready('ignore', isWeb, { name: 'one' }),
        ready('ignore', isMail, { name: 'two' }),
        ready('ignore', null, { name: 'three' }),
      ],
    });
    expect(decision.outcome).toBe('ignored');
    expect(decision.triggers.map(({ result }) => result)).toEqual(['matched', 'not_matched', 'matched']);
    expect(decision.matched.map(({ name }) => name)).toEqual(['one', 'three']);
  });

  it('runs no action trigger after a match', () => {
    const decision = run({
      ignore: [ready('ignore', isWeb)],
      actions: [ready('action', null, { actions: [{ type: 'setOwner', owner: null }] })],
    });
    expect(decision.triggers).toHaveLength(1);
  });

  it.each([
    { onConditionError: 'admit' as const, outcome: 'unmatched', rejectedByError: undefined },
    { onConditionError: 'reject' as const, outcome: 'ignored', rejectedByError: true },
  ])('C13 a condition in error: $onConditionError', ({ onConditionError, outcome, rejectedByError }) => {
    const decision = run({ ignore: [ready('ignore', failing)], onConditionError });
    expect(decision).toMatchObject({ outcome, withErrors: true });
    expect(decision.triggers[0]).toMatchObject({ result: 'error', truth: 'error' });
    expect(decision.triggers[0]!.rejectedByError).toBe(rejectedByError);
  });

  it('tells each profile once, however many triggers name it', () => {
    const decision = run({
      ignore: [
        ready('ignore', isWeb, { profiles: ['n-1', 'n-2'] }),
        ready('ignore', null, { profiles: ['n-2', 'n-3'] }),
      ],
    });
    expect(decision.effects.map(({ profiles }) => profiles)).toEqual([['n-1', 'n-2'], ['n-3']]);
  });

  it('records a disabled trigger as skipped', () => {
    const decision = run({ ignore: [ready('ignore', null, { enabled: false })] });
    expect(decision).toMatchObject({ outcome: 'unmatched', triggers: [{ result: 'skipped' }] });
  });
});

describe('action stage', () => {
  it('C16 a trigger without condition matches', () => {
    expect(run({ actions: [ready('action', null)] })).toMatchObject({
      outcome: 'performed',
      triggers: [{ result: 'matched', truth: null }],
    });
  });

  it('E01 sets groups, owner, RA profile and attribute and records before and after', () => {
    const decision = run({
      actions: [
        ready('action', isWeb, {
          actions: [
            { type: 'setGroups', groups: ['g-web', 'g-db'], mode: 'replace' },
            { type: 'setOwner', owner: 'u-otto' },
            { type: 'setRaProfile', raProfile: 'p-on' },
            { type: 'setCustomAttribute', attribute: 'A', content: [{ data: 'x' }] },
          ],
        }),
      ],
    });
    expect(decision.categories).toEqual({
      groups: ['g-db', 'g-web'],
      owner: 'u-otto',
      raProfile: 'p-on',
      attributes: { 'a-A': { name: 'A', contentType: 'string', content: [{ data: 'x' }] } },
    });
    expect(decision.triggers[0]!.actions.map(({ before, after }) => [before, after])).toEqual([
      [
        [],
        [
          { uuid: 'g-db', name: 'db' },
          { uuid: 'g-web', name: 'web' },
        ],
      ],
      [
        { uuid: 'u-uploader', name: 'ursula' },
        { uuid: 'u-otto', name: 'otto' },
      ],
      [null, { uuid: 'p-on', name: 'on' }],
      [null, [{ data: 'x' }]],
    ]);
  });

  it('E02 copies attribute and metadata, fails on a missing source and leaves the target', () => {
    const copy = (field: string, source: 'custom' | 'meta' | 'property') =>
      ready('action', null, { actions: [{ type: 'setCustomAttribute', attribute: 'A', copyFrom: { source, field } }] });
    const metadata = [
      { name: 'host', contentType: 'string', data: ['h1'] },
      { name: 'port', contentType: 'integer', data: [443] },
    ];
    expect(
      run({ actions: [copy('B', 'custom')], request: value('B', 'from request') }).categories.attributes['a-A']
        ?.content,
    ).toEqual([{ data: 'from request' }]);
    expect(run({ actions: [copy('host', 'meta')], metadata }).categories.attributes['a-A']?.content).toEqual([
      { data: 'h1' },
    ]);
    const property = run({ actions: [copy('COMMON_NAME', 'property')] }).categories.attributes['a-A'];
    expect(property?.content).toEqual([{ data: 'web1.example.org' }]);
    const owner = { type: 'setOwner', owner: 'u-otto' } as const;
    const afterwards = run({ actions: [ready('action', null, { actions: [owner] }), copy('OWNER', 'property')] });
    expect(afterwards.categories.attributes['a-A']?.content).toEqual([{ data: 'otto' }]);
    for (const missing of [copy('B', 'custom'), copy('nowhere', 'meta'), copy('ISSUERDN', 'property')]) {
      const decision = run({ actions: [missing] });
      expect(outcomes(decision)).toEqual([['copy_source_missing']]);
      expect(decision).toMatchObject({ withErrors: true, categories: { attributes: {} } });
    }
    expect(outcomes(run({ actions: [copy('port', 'meta')], metadata }))).toEqual([['type_changed']]);
    expect(outcomes(run({ actions: [copy('KEY_SIZE', 'property')] }))).toEqual([['type_changed']]);
  });

  it('E03 keeps the order of actions', () => {
    const order = ['g-web', 'g-db', 'g-web', 'g-db', 'g-web'];
    const decision = run({
      actions: [
        ready('action', null, {
          actions: order.map((group, index) => ({
            id: `step${index}`,
            type: 'setGroups',
            groups: [group],
            mode: 'replace',
          })),
        }),
      ],
    });
    expect(decision.triggers[0]!.actions.map(({ id }) => id)).toEqual(['step0', 'step1', 'step2', 'step3', 'step4']);
    expect(decision.categories.groups).toEqual(['g-web']);
  });

  it.each([
    { onError: 'continue' as const, expected: [['ok', 'target_missing', 'ok'], ['ok']] },
    { onError: 'stop' as const, expected: [['ok', 'target_missing', 'skipped'], ['ok']] },
  ])('E04 a failing action with onError $onError; the next trigger runs', ({ onError, expected }) => {
    const decision = run({
      actions: [
        ready('action', null, {
          actions: [
            { type: 'setOwner', owner: null },
            { type: 'setOwner', owner: 'u-gone', onError },
            { type: 'setGroups', groups: ['g-web'], mode: 'add' },
          ],
        }),
        ready('action', null, { actions: [{ type: 'setGroups', groups: ['g-db'], mode: 'add' }] }),
      ],
    });
    expect(outcomes(decision)).toEqual(expected);
    expect(decision.withErrors).toBe(true);
  });

  it('E06 a later trigger sees what an earlier one set', () => {
    const decision = run({
      actions: [
        ready('action', null, { actions: [{ type: 'setGroups', groups: ['g-web'], mode: 'add' }] }),
        ready('action', leaf('GROUP_NAME', 'EQUALS', 'web'), { actions: [{ type: 'setOwner', owner: null }] }),
        ready('action', leaf('OWNER', 'EMPTY'), { actions: [{ type: 'setRaProfile', raProfile: 'p-on' }] }),
      ],
    });
    expect(decision.triggers.map(({ result }) => result)).toEqual(['matched', 'matched', 'matched']);
  });

  it('E08 an action that changes nothing is ok and says so', () => {
    const decision = run({
      actions: [
        ready('action', null, {
          actions: [
            { type: 'setOwner', owner: '$actor' },
            { type: 'setGroups', groups: [], mode: 'replace' },
          ],
        }),
      ],
    });
    expect(decision.triggers[0]!.actions.map(({ outcome, changed }) => [outcome, changed])).toEqual([
      ['ok', false],
      ['ok', false],
    ]);
  });

  it.each([
    ['a disabled RA profile', { type: 'setRaProfile', raProfile: 'p-off' }, 'ra_profile_disabled'],
    ['a vanished group', { type: 'setGroups', groups: ['g-gone'], mode: 'add' }, 'target_missing'],
    ['a vanished attribute', { type: 'setCustomAttribute', attribute: 'Gone', content: null }, 'target_missing'],
    [
      'a value of the wrong type',
      { type: 'setCustomAttribute', attribute: 'Number', content: [{ data: 'many' }] },
      'invalid_value',
    ],
  ])('refuses %s', (_name, action, code) => {
    expect(outcomes(run({ actions: [ready('action', null, { actions: [action as Partial<Action>] })] }))).toEqual([
      [code],
    ]);
  });

  it('masks secrets in the record', () => {
    const content = [{ data: 'v1.sealed', sealed: true as const }];
    const decision = run({
      actions: [ready('action', null, { actions: [{ type: 'setCustomAttribute', attribute: 'Pin', content }] })],
    });
    expect(JSON.stringify(decision.triggers)).not.toContain('v1.sealed');
    expect(decision.categories.attributes['a-Pin']?.content).toEqual(content);
  });

  it.each([
    { name: 'a value in clear', attribute: 'Pin', content: [{ data: '4711' }] },
    { name: 'a sealed value', attribute: 'A', content: [{ data: 'v1.sealed', sealed: true as const }] },
  ])('does not set $name where its secrecy does not fit', ({ attribute, content }) => {
    const decision = run({
      actions: [ready('action', null, { actions: [{ type: 'setCustomAttribute', attribute, content }] })],
    });
    expect(decision.triggers[0]?.actions[0]).toMatchObject({ outcome: 'failed', errorCode: 'type_changed' });
    expect(decision.categories.attributes).toEqual({});
    expect(JSON.stringify(decision)).not.toContain(content[0]!.data);
  });
});

describe('request attributes', () => {
  it('U06 win over triggers, and conditions see them', () => {
    const set = ready('action', leaf('A', 'EQUALS', 'asked', 'custom'), {
      actions: [{ type: 'setCustomAttribute', attribute: 'A', content: [{ data: 'set' }] }],
    });
    const decision = run({ actions: [set], request: value('A', 'asked') });
    expect(decision.outcome).toBe('performed');
    expect(decision.categories.attributes['a-A']?.content).toEqual([{ data: 'asked' }]);
  });

  it('an empty value leaves the attribute without one', () => {
    const set = ready('action', null, {
      actions: [{ type: 'setCustomAttribute', attribute: 'A', content: [{ data: 'set' }] }],
    });
    expect(
      run({ actions: [set], request: { 'a-A': { name: 'A', contentType: 'string', content: [] } } }).categories
        .attributes,
    ).toEqual({});
  });
});

describe('identity', () => {
  const owner = (configuredBy: string) =>
    ready('action', null, { configuredBy, actions: [{ type: 'setOwner', owner: null }] });

  it('I01 each trigger runs with the rights of who attached it', () => {
    const rights = (user: string) => (user === 'u-may' ? all : new Set<Permission>(['certificates:read']));
    expect(outcomes(run({ actions: [owner('u-may'), owner('u-may-not'), owner('u-may')], rights }))).toEqual([
      ['ok'],
      ['forbidden'],
      ['ok'],
    ]);
  });

  it('I02 a user who is gone fails only the own actions', () => {
    const rights = (user: string) => (user === 'u-gone' ? undefined : all);
    expect(outcomes(run({ actions: [owner('u-gone'), owner('u-may')], rights }))).toEqual([
      ['identity_unavailable'],
      ['ok'],
    ]);
  });

  it('I03 $actor of the system owns nothing', () => {
    const system: Actor = { type: 'system', uuid: null, name: 'system' };
    expect(
      outcomes(
        run({ actor: system, actions: [ready('action', null, { actions: [{ type: 'setOwner', owner: '$actor' }] })] }),
      ),
    ).toEqual([['target_missing']]);
  });
});
