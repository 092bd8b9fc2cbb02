import { describedStepKind } from '../../../services/builder/steps/kinds';
import type { KnownObject } from '../foreign-kind';
import { mapItems } from '../map-items';
import type { ImportOptions } from '../options';
import { recognise } from '../recognise';
import type { StepSpec } from './definition-steps';
import { keyfactorKinds } from './kinds';

const options: ImportOptions = {
  ...{ handlerMap: {}, templateMap: {}, roleMap: {}, collectionMap: {}, issuerMap: {}, secretMap: {}, categoryMap: {} },
  ...{ pendingReminders: null, onConflict: 'skip' },
};
const here: Readonly<Record<string, readonly KnownObject[]>> = {
  Role: [{ name: 'Approvers', view: {} }],
  RaProfile: [{ name: 'Servers', view: { uuid: '11111111-1111-4111-8111-111111111111' } }],
  Script: [{ name: 'tell', view: {} }],
  Secret: [{ name: 'graph', view: {} }],
};

const kindNamed = (code: string) => describedStepKind(code)!;

function map(value: unknown, more: Partial<ImportOptions> = {}, secrets = new Map<string, string>()) {
  const found = recognise([{ name: null, value }], keyfactorKinds);
  const deps = {
    caller: 'kim',
    fingerprintOf: () => undefined,
    now: new Date(0),
    origin: () => undefined,
    known: (kind: string) => here[kind] ?? [],
  };
  return mapItems(found, keyfactorKinds, { ...deps, options: { ...options, ...more } }, secrets);
}
const codesOf = (item: ReturnType<typeof map>[number]) => item.ledger.notes.map(({ code, path }) => `${code} ${path}`);
const specOf = (item: ReturnType<typeof map>[number]) =>
  item.objects[0]!.spec as unknown as {
    readonly steps: readonly StepSpec[];
    readonly keys: unknown;
    readonly type: string;
  };
const stepOf = (item: ReturnType<typeof map>[number], name: string) =>
  specOf(item).steps.find(({ uniqueName }) => uniqueName === name);

const noop = (name: string, to?: string) => ({
  ...{ Id: `id-${name}`, DisplayName: name, UniqueName: name, ExtensionName: 'NOOPStep', Enabled: true },
  ...{ ConfigurationParameters: {}, Signals: [], Conditions: [], Outputs: to === undefined ? {} : { continue: to } },
});
const step = (name: string, ExtensionName: string, ConfigurationParameters: object, more: object = {}) => ({
  ...noop(name, 'EndNOOP'),
  ...{ ExtensionName, ConfigurationParameters, ...more },
});
const definition = (steps: readonly object[], more: object = {}) => ({
  ...{
    Id: 'd-1',
    DisplayName: 'Renew',
    Description: 'd',
    WorkflowType: 'Expiration',
    Key: '4',
    KeyDisplayName: 'Ends soon',
  },
  ...{ IsPublished: true, DraftVersion: 7, PublishedVersion: null, Enabled: true, Steps: steps },
  ...more,
});
const plain = [
  noop('EndNOOP'),
  step('Tell', 'Email', { Subject: 's', Message: 'm', Recipients: ['a@b.c'] }),
  noop('StartNOOP', 'Tell'),
];

it('M2 an alert that uses workflows and its definition in one import are linked by the id of the alert', () => {
  const alert = {
    Id: 4,
    DisplayName: 'Ends soon',
    ExpirationWarningDays: 30,
    UseWorkflows: true,
    WorkflowId: 'd-1',
    Subject: null,
    Message: null,
    RegisteredEventHandler: null,
  };
  const [linked, own] = map([alert, definition(plain)]);
  expect(linked!.objects[0]!.spec).toMatchObject({ mode: 'workflow', handlers: [] });
  expect(codesOf(linked!)).toEqual(['schedule_default /0']);
  expect(specOf(own!)).toMatchObject({ type: 'expiration', keys: [{ alert: 'expiration/Ends soon' }] });
  expect(codesOf(map([alert])[0]!)).toContain('workflow_missing /0/WorkflowId');
  expect(codesOf(map([definition(plain)])[0]!)).toContain('alert_unknown /0/Key');
});

it('M3 versions 1 and 2 of equal content give equal steps, and version 2 keeps all keys', () => {
  const { Key: _key, KeyDisplayName: _name, ...rest } = definition(plain, { WorkflowType: 'Enrollment' });
  const templateMap = { '4': 'Servers', '5': 'Servers' };
  const [one] = map({ ...rest, Key: '4' }, { templateMap });
  const [two] = map({ ...rest, Keys: [{ Id: '4', DisplayName: 'Web' }, '5'] }, { templateMap });
  expect(specOf(two!).steps).toEqual(specOf(one!).steps);
  expect([specOf(one!).keys, specOf(two!).keys]).toEqual([[{ raProfile: 'Servers' }], [{ raProfile: 'Servers' }]]);
  const alerts = [1, 2].map((Id) => ({ Id, DisplayName: `A${Id}`, ExpirationWarningDays: 30 }));
  const several = map([...alerts, { ...rest, WorkflowType: 'Expiration', Keys: ['1', '2'] }]).at(-1)!;
  expect(specOf(several).keys).toEqual([{ alert: 'expiration/A1' }, { alert: 'expiration/A2' }]);
});

it('M4 the graph follows the outputs, whatever the order of the list', () => {
  const other = map(definition([...plain].reverse()))[0]!;
  const byName = (item: typeof other) => [...specOf(item).steps].sort((a, b) => (a.uniqueName < b.uniqueName ? -1 : 1));
  expect(byName(other)).toEqual(byName(map(definition(plain))[0]!));
  expect(byName(other).map(({ type, outputs }) => [type, outputs])).toEqual([
    ['end', {}],
    ['start', { continue: 'Tell' }],
    ['email', { continue: 'EndNOOP' }],
  ]);
  const joined = map(definition([...plain, noop('Join', 'EndNOOP')]))[0]!;
  expect(stepOf(joined, 'Join')).toMatchObject({ type: 'branch', settings: { else: 'EndNOOP' }, outputs: {} });
});

const rest = {
  ...{ Headers: { Accept: ['a', 'b'] }, DataBucketProperty: 'Group', Verb: 'GET', URL: 'https://x.example/$(cn)' },
  ...{ ContentType: 'application/json', RequestContent: '{"a": 1}' },
};
const secret = (SecretValue: string | null) => ({ SecretValue, Parameters: null, Provider: null });

describe('M5 all parameters of each extension arrive in their settings', () => {
  it.each<[string, object, string, object]>([
    [
      'Email',
      { Subject: 's', Message: '<p>', Recipients: ['a@b.c'] },
      'email',
      { subject: 's', message: '<p>', recipients: ['a@b.c'] },
    ],
    [
      'RequireApproval',
      {
        ...{
          MinimumApprovals: '2',
          RequesterCanApprove: 'True',
          ApprovalEmailSubject: 'as',
          ApprovalEmailMessage: 'am',
          ApprovalEmailRecipients: ['a@b.c'],
        },
        ...{ DenialEmailSubject: 'ds', DenialEmailMessage: 'dm', DenialEmailRecipients: ['d@b.c'] },
      },
      'require_approval',
      {
        ...{ minimumApprovals: 2, requesterCanApprove: true },
        ...{
          requestMail: { subject: 'as', message: 'am', recipients: ['a@b.c'] },
          denialMail: { subject: 'ds', message: 'dm', recipients: ['d@b.c'] },
        },
      },
    ],
    [
      'PowerShell',
      { ScriptParameters: { a: '$(cn)' }, ScriptContent: 'param($a)\r\n@{}' },
      'set_variables',
      { runtime: 'pwsh', windows: true, reuse: true, content: 'param($a)\r\n@{}', parameters: { a: '$(cn)' } },
    ],
    [
      'CustomPowerShell',
      { ScriptName: 'tell.ps1', ScriptParameters: { a: 'b' } },
      'custom_script',
      { scriptName: 'tell', parameters: { a: 'b' } },
    ],
    [
      'RESTRequest',
      { ...rest, UseBasicAuth: true, BasicUsername: 'u', BasicPassword: secret('p') },
      'rest_request',
      {
        method: 'GET',
        url: 'https://x.example/$(cn)',
        headers: { Accept: 'a, b' },
        body: '{"a": 1}',
        contentType: 'application/json',
        resultVariable: 'Group',
        auth: { type: 'basic', username: 'u', secretRef: 'renew-step-basicpassword' },
      },
    ],
    [
      'OAuthRESTRequest',
      {
        ...rest,
        client_id: 'c',
        client_secret: secret('s'),
        TokenEndpoint: 'https://t.example/',
        scope: 'x',
        audience: '',
      },
      'rest_request',
      {
        auth: {
          type: 'oauth_client_credentials',
          clientId: 'c',
          tokenUrl: 'https://t.example/',
          scope: 'x',
          audience: null,
          secretRef: 'renew-step-client_secret',
        },
      },
    ],
    [
      'ExpirationRenewal',
      { Template: 'Servers', CA: '', PushToCertStore: true, KeyAlgorithm: 'ECC', KeySize: '', Curve: 'P-256' },
      'renew_certificate',
      { raProfile: '11111111-1111-4111-8111-111111111111', deploy: true, keyAlgorithm: 'ec', curve: 'prime256v1' },
    ],
    ['UpdateMetadata', { Name: 'Retired', Value: 'True' }, 'update_attribute', { name: 'Retired', value: 'True' }],
  ])('%s', (extension, parameters, type, settings) => {
    const item = map(definition([...plain, step('Step', extension, parameters)]))[0]!;
    const own = stepOf(item, 'Step')!;
    expect(own).toMatchObject({ type, settings });
    expect(kindNamed(type).settings.safeParse(own.settings)).toMatchObject({ success: true });
    const at = '/Steps/3/ConfigurationParameters';
    expect(codesOf(item).filter((one) => one.includes(at) && !one.startsWith('secret_stored'))).toEqual([]);
  });
});

it('M6 what has no counterpart becomes a placeholder, which keeps the definition from being published', () => {
  const item = map(definition([...plain, step('Call', 'AwsLambda', { Function: 'f', SecretKey: 'hush' })]))[0]!;
  expect(codesOf(item)).toContain('unsupported_step /Steps/3/ExtensionName');
  expect(stepOf(item, 'Call')).toMatchObject({ type: 'placeholder', settings: { extensionName: 'AwsLambda' } });
  expect(kindNamed('placeholder').gaps?.({ extensionName: 'AwsLambda' })).toMatchObject([{ code: 'unsupported_step' }]);
  expect(JSON.stringify(item)).not.toContain('hush');
});

it('M7 secrets that arrive as null or asterisks are named as missing until the map names them, and others are shown nowhere', () => {
  const call = (value: unknown) => [
    ...plain,
    step('Call', 'OAuthRESTRequest', {
      ...rest,
      client_id: 'c',
      TokenEndpoint: 'https://t.example/',
      client_secret: value,
    }),
  ];
  for (const value of [null, '********', secret(null), secret('***')]) {
    const item = map(definition(call(value)))[0]!;
    expect(codesOf(item)).toContain('secret_missing /Steps/3/ConfigurationParameters/client_secret');
    const { settings } = stepOf(item, 'Call')!;
    expect(kindNamed('rest_request').gaps?.(settings)).toMatchObject([{ code: 'secret_missing' }]);
    const solved = map(definition(call(value)), { secretMap: { 'Call/client_secret': 'graph' } })[0]!;
    expect(codesOf(solved).filter((one) => one.startsWith('secret_'))).toEqual([]);
    expect(stepOf(solved, 'Call')!.settings['auth']).toMatchObject({ secretRef: 'graph' });
  }
  const secrets = new Map<string, string>();
  const item = map(definition(call('hush')), {}, secrets)[0]!;
  expect(secrets).toEqual(new Map([['renew-call-client_secret', 'hush']]));
  expect(item.objects[1]).toEqual({
    kind: 'Secret',
    name: 'renew-call-client_secret',
    spec: { secret: { secretRef: 'renew-call-client_secret' } },
  });
  expect(JSON.stringify(item)).not.toContain('hush');
});

it('M9 a role that is not here is named, and the map solves it', () => {
  const signals = { Signals: [{ SignalName: 'ApprovalStatus', RoleIds: [9], RoleTokens: ['$(x)'] }] };
  const steps = [...plain, step('Ask', 'RequireApproval', { MinimumApprovals: '1' }, signals)];
  const item = map(definition(steps))[0]!;
  expect(codesOf(item)).toEqual(
    expect.arrayContaining([
      'role_unknown /Steps/3/Signals/0/RoleIds/0',
      'role_tokens /Steps/3/Signals/0/RoleTokens/0',
    ]),
  );
  const solved = map(definition(steps), { roleMap: { 9: 'Approvers' } })[0]!;
  expect(stepOf(solved, 'Ask')!.settings['roles']).toEqual(['Approvers']);
});

it('keeps conditions, unknown tokens and parameters, and fails what it cannot know', () => {
  const odd = step(
    'Odd',
    'Email',
    { Subject: '$(Nobody)', Message: '', Recipients: [], Extra: 1 },
    { Conditions: [{ Id: 'c', Value: '$(cn)' }] },
  );
  const item = map(definition([...plain, odd]))[0]!;
  const at = '/Steps/3/ConfigurationParameters';
  expect(codesOf(item)).toEqual(
    expect.arrayContaining([`token_unknown ${at}/Subject`, `parameter_unmapped ${at}/Extra`]),
  );
  expect(stepOf(item, 'Odd')!.conditions).toEqual([{ left: '$(cn)', operator: 'is_true' }]);
  const failed = (value: object) => map(value)[0]!;
  expect(failed(definition(plain, { WorkflowType: 'CertificateStoreInventory' }))).toMatchObject({ plan: 'fail' });
  expect(codesOf(failed({ DisplayName: 'x', WorkflowType: 'Enrollment', Key: '1' }))).toContain('steps_missing ');
});

it('M7 parameters of scripts and headers that may be secrets by their names are neither shown nor kept', () => {
  const secrets = new Map<string, string>();
  const ScriptParameters = { ApiPassword: 'hush1', Vault: secret('hush2'), Token: '$(cn)', Password: '$(cn)', a: 'b' };
  const steps = [
    ...plain,
    step('Run', 'CustomPowerShell', { ScriptName: 'tell.ps1', ScriptParameters }),
    step('Set', 'PowerShell', { ScriptContent: '@{}', ScriptParameters: { Secret: null, a: 'b' } }),
    step('Call', 'RESTRequest', { ...rest, Headers: { Accept: ['a'], 'X-Api-Key': ['hush3'] } }),
  ];
  const item = map(definition(steps), {}, secrets)[0]!;
  const { settings } = stepOf(item, 'Run')!;
  expect(settings['parameters']).toEqual({ Token: '$(cn)', Password: '$(cn)', a: 'b' });
  expect([...secrets]).toEqual([
    ['renew-run-apipassword', 'hush1'],
    ['renew-run-vault', 'hush2'],
  ]);
  expect(settings['secrets']).toEqual([...secrets.keys()]);
  expect(kindNamed('custom_script').settings.safeParse(settings)).toMatchObject({ success: true });
  expect(stepOf(item, 'Set')!.settings).toMatchObject({ parameters: { a: 'b' } });
  expect(stepOf(item, 'Call')!.settings['headers']).toEqual({ Accept: 'a' });
  const at = (index: number, parameter: string) => `/Steps/${index}/ConfigurationParameters/${parameter}`;
  expect(codesOf(item)).toEqual(
    expect.arrayContaining([
      `secret_missing ${at(4, 'ScriptParameters/Secret')}`,
      `header_secret ${at(5, 'Headers/X-Api-Key/0')}`,
    ]),
  );
  expect(JSON.stringify(item)).not.toContain('hush');
});

it('M7 secrets inside parameters that are objects and lists are stored as the others are', () => {
  const secrets = new Map<string, string>();
  const ScriptParameters = {
    Config: {
      Url: 'https://a.example',
      Auth: { ApiPassword: 'hush1', User: 'u' },
      Hooks: [{ Secret: 'hush2' }, { Id: 7 }],
    },
    Credentials: { user: 'hush3', empty: '', when: '$(cn)', pins: ['hush4', 5] },
    Depth: { nothing: null, list: [], none: {}, Password: secret('hush6') },
  };
  const item = map(
    definition([...plain, step('Run', 'PowerShell', { ScriptContent: '@{}', ScriptParameters })]),
    {},
    secrets,
  )[0]!;
  const { settings } = stepOf(item, 'Run')!;
  expect(settings['parameters']).toEqual({
    Config: { Url: 'https://a.example', Auth: { User: 'u' }, Hooks: [{ Id: 7 }] },
    Credentials: { empty: '', when: '$(cn)' },
    Depth: { nothing: null, list: [], none: {} },
  });
  expect([...secrets.values()]).toEqual(['hush1', 'hush2', 'hush3', 'hush4', '5', 'hush6']);
  expect(settings['secrets']).toEqual([...secrets.keys()]);
  expect([...secrets.keys()].slice(0, 2)).toEqual([
    'renew-run-config.auth.apipassword',
    'renew-run-config.hooks.0.secret',
  ]);
  expect(JSON.stringify(item)).not.toContain('hush');
});

it('M7 each secret has a name of its own, however long names are and whatever stands in them, and the same each time', () => {
  const long = 'x'.repeat(150);
  const ScriptParameters = { [`${long}Password1`]: 'hush1', [`${long}Password2`]: 'hush2', Password: 'hush3' };
  const steps = [
    ...plain,
    step('a', 'PowerShell', { ScriptContent: '@{}', ScriptParameters }),
    step('b-c', 'PowerShell', { ScriptContent: '@{}', ScriptParameters: { Password: 'hush4' } }),
    step('b', 'PowerShell', { ScriptContent: '@{}', ScriptParameters: { 'c-Password': 'hush5' } }),
  ];
  const [once, twice] = [new Map<string, string>(), new Map<string, string>()];
  for (const secrets of [once, twice]) map(definition(steps), {}, secrets);
  expect([...once.values()]).toEqual(['hush1', 'hush2', 'hush3', 'hush4', 'hush5']);
  expect([...twice]).toEqual([...once]);
  expect(once.get('renew-a-password')).toBe('hush3');
  for (const name of once.keys()) expect(name).toMatch(/^[a-z0-9][a-z0-9._-]{0,99}$/);
});

it.each(['Start', 'StartNOOPStep', 'Begin'])('M4 a start called %s is known by that no step leads to it', (name) => {
  const steps = [
    noop(name, 'Tell'),
    step('Tell', 'Email', { Subject: 's', Message: 'm', Recipients: ['a@b.c'] }, { Outputs: { continue: 'Join' } }),
    noop('Join', 'End'),
    noop('End'),
  ];
  const types = (given: readonly object[]) =>
    Object.fromEntries(specOf(map(definition(given))[0]!).steps.map(({ uniqueName, type }) => [uniqueName, type]));
  const expected = { [name]: 'start', Tell: 'email', Join: 'branch', End: 'end' };
  expect(types(steps)).toEqual(expected);
  expect(types([...steps].reverse())).toEqual(expected);
  // Where a step is called as exports call it, it is the one.
  expect(types([...steps, noop('StartNOOP', 'Tell')])).toMatchObject({ [name]: 'branch', StartNOOP: 'start' });
});
