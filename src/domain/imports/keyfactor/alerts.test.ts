import fc from 'fast-check';
import type { KnownObject } from '../foreign-kind';
import { leavesOf } from '../ledger';
import { mapItems } from '../map-items';
import type { ImportOptions } from '../options';
import { recognise } from '../recognise';
import { keyfactorKinds } from './kinds';

const options: ImportOptions = {
  ...{ handlerMap: {}, templateMap: {}, roleMap: {}, collectionMap: {}, issuerMap: {}, secretMap: {}, categoryMap: {} },
  ...{ pendingReminders: null, onConflict: 'skip' },
};
const here: Readonly<Record<string, readonly KnownObject[]>> = {
  Collection: [{ name: 'Web', view: {} }],
  RaProfile: [{ name: 'Servers', view: {} }],
  Authority: [{ name: 'Issuing', view: {} }],
  Script: [{ name: 'log.ps1', view: {} }],
  Secret: [{ name: 'vault', view: {} }],
};

function map(
  value: unknown,
  more: Partial<ImportOptions> = {},
  name: string | null = null,
  secrets = new Map<string, string>(),
) {
  const found = recognise([{ name, value }], keyfactorKinds);
  const deps = {
    caller: 'kim',
    fingerprintOf: (one: string) => `fp of ${one}`,
    now: new Date(0),
    origin: () => undefined,
    known: (kind: string) => here[kind] ?? [],
  };
  return mapItems(found, keyfactorKinds, { ...deps, options: { ...options, ...more } }, secrets);
}
const codesOf = (item: ReturnType<typeof map>[number]) => item.ledger.notes.map(({ code, path }) => `${code} ${path}`);

const expiration = {
  ...{
    Id: 4,
    DisplayName: 'Ends soon',
    Subject: 'Certificate {cn} ends',
    Message: '<style>p {color: red}</style><p>{certnotafter}</p>',
  },
  ...{
    ExpirationWarningDays: 30,
    Recipients: ['pki@example.org', '{requester:mail}'],
    CertificateQuery: { Id: 7, Name: 'Web' },
  },
  RegisteredEventHandler: { Id: 2, DisplayName: 'ExpirationPowerShell', UseHandler: true },
  EventHandlerParameters: [
    { Id: 1, Key: 'ScriptName', DefaultValue: 'log.ps1', ParameterType: 'Script' },
    { Id: 2, Key: 'cert-email', DefaultValue: 'certemail', ParameterType: 'Token' },
    { Id: 3, Key: 'Text', DefaultValue: 'plain', ParameterType: 'Value' },
  ],
  Schedule: { Daily: { Time: '2023-11-19T07:00:00Z' } },
};

it('M1 an expiration alert with a script handler', () => {
  const [item] = map(expiration);
  expect(item).toMatchObject({
    plan: 'create',
    originId: '4',
    target: { kind: 'Alert', name: 'expiration/Ends soon' },
  });
  expect(item!.objects).toEqual([
    {
      ...{ kind: 'Alert', name: 'expiration/Ends soon', initial: ['enabled'] },
      spec: {
        ...{ enabled: false, semantics: 'compat', mode: 'handlers', thresholds: [30], includeReplaced: true },
        ...{ subject: expiration.Subject, message: expiration.Message, recipients: expiration.Recipients },
        ...{ collectionId: 'Web', schedule: { daily: { time: '07:00' } } },
        handlers: [
          {
            ...{ type: 'script', name: 'ExpirationPowerShell', runPer: 'recipient' },
            settings: { scriptName: 'log.ps1', parameters: { 'cert-email': '{certemail}', Text: 'plain' } },
          },
        ],
      },
    },
  ]);
  // Types of parameters are the only thing that has no place here.
  expect(new Set(item!.ledger.notes.map(({ code }) => code))).toEqual(new Set(['parameter_type']));
});

describe('M9 a name that nothing here has is told, and the map solves it', () => {
  const denied = {
    Id: 1,
    DisplayName: 'd',
    Template: { Id: 5, DisplayName: 'Old', ForestRoot: 'x.example' },
    Message: '{cmnt}',
  };
  const other = { Id: 2, DisplayName: 'Other thing', UseHandler: true };
  it.each<[string, unknown, Partial<ImportOptions>, string, object]>([
    [
      'a collection',
      { ...expiration, CertificateQuery: { Id: 9, Name: 'Gone' } },
      { collectionMap: { 9: 'Web' } },
      'collection_unknown /CertificateQuery/Name',
      { collectionId: 'Web' },
    ],
    [
      'a template',
      denied,
      { templateMap: { Old: 'Servers' } },
      'template_unknown /Template/DisplayName',
      { raProfileId: 'Servers' },
    ],
    [
      'a handler',
      { ...expiration, RegisteredEventHandler: other, EventHandlerParameters: [] },
      { handlerMap: { 2: 'event_log' } },
      'handler_unknown /RegisteredEventHandler/DisplayName',
      { handlers: [{ type: 'event_log' }] },
    ],
  ])('%s', (_name, value, solution, note, spec) => {
    expect(codesOf(map(value)[0]!)).toContain(note);
    const [solved] = map(value, solution);
    expect(codesOf(solved!)).not.toContain(note);
    expect(solved!.objects[0]!.spec).toMatchObject(spec);
  });
});

it('tells alerts on requests apart by their list, their file or their words', () => {
  const one = { Id: 1, DisplayName: 'x', TemplateId: null, Subject: 's', Message: 'm' };
  const kinds = (value: unknown, name: string | null = null) => map(value, {}, name).map(({ kind }) => kind);
  expect(kinds({ PendingCertAlerts: [one], IssuedCertAlerts: [one], DeniedCertAlerts: [one] })).toEqual([
    'PendingAlert',
    'IssuedAlert',
    'DeniedAlert',
  ]);
  expect(kinds([one], 'alerts-issued.json')).toEqual(['IssuedAlert']);
  expect(kinds({ ...one, Message: '{apprlink}' })).toEqual(['PendingAlert']);
  expect(kinds(one)).toEqual(['Unknown']);
});

it('keeps unknown tokens as text, reminds as it is told, and refuses what is no web address', () => {
  const [pending] = map(
    { PendingCertAlerts: [{ Id: 1, DisplayName: 'p', Subject: '{cn} {custom}', Message: null }] },
    { pendingReminders: 3 },
  );
  expect(pending!.objects[0]!.spec).toMatchObject({
    subject: '{cn} { custom}'.replace('{ custom}', '{ custom }'),
    repeat: { everyDays: 1, max: 3 },
    sources: ['authority'],
    when: 'schedule',
  });
  expect(codesOf(pending!)).toEqual(
    expect.arrayContaining(['token_unknown /PendingCertAlerts/0/Subject', 'schedule_default /PendingCertAlerts/0']),
  );
  const endpoint = {
    Id: 1,
    Name: 'r',
    EndpointType: 'CRL',
    Location: 'ldap://x',
    Email: { WarningDays: 3 },
    Dashboard: { WarningHours: 9 },
  };
  expect(map(endpoint)[0]).toMatchObject({ plan: 'fail' });
  expect(codesOf(map(endpoint)[0]!)).toContain('url_scheme /Location');
  const [web] = map({ ...endpoint, Location: 'http://crl.example.org/a.crl' });
  expect(web!.objects[0]!.spec).toMatchObject({
    warningDays: 3,
    warningHours: 9,
    logEvery: 'check',
    endpoint: { type: 'crl' },
  });
});

it('maps the template and the authority of a renewal by their names', () => {
  const renewal = {
    ...expiration,
    RegisteredEventHandler: { Id: 3, DisplayName: 'ExpirationRenewal', UseHandler: true },
    EventHandlerParameters: [
      { Id: 1, Key: 'Template', DefaultValue: 'Servers', ParameterType: 'Value' },
      { Id: 2, Key: 'CertificateAuthority', DefaultValue: 'Issuing', ParameterType: 'Value' },
    ],
  };
  const settingsOf = (value: object) =>
    (map(value)[0]!.objects[0]!.spec['handlers'] as { settings: object }[])[0]!.settings;
  expect(settingsOf(renewal)).toEqual({ raProfile: 'Servers', authority: 'Issuing' });
  const [template, authority] = renewal.EventHandlerParameters;
  const unknown = { ...renewal, EventHandlerParameters: [template, { ...authority, DefaultValue: 'Gone' }] };
  expect(settingsOf(unknown)).toEqual({ raProfile: 'Servers' });
  expect(codesOf(map(unknown)[0]!)).toContain('authority_unmapped /EventHandlerParameters/1/DefaultValue');
});

describe('the monitoring of a responder', () => {
  const url = 'http://ocsp.example.org';
  const responder = {
    ...{ Id: 12, DisplayName: 'Responder', EndpointType: 'OCSP', Location: url },
    ...{ Email: { EnableReminder: false, WarningDays: 3 }, Dashboard: { WarningHours: 9 } },
  };
  const endpointOf = (value: object, more: Partial<ImportOptions> = {}) => {
    const [item] = map(value, more, 'revocation.json');
    return (item!.objects[0]?.spec as { endpoint?: object } | undefined)?.endpoint;
  };

  it('asks for the CA whose certificates are asked for, which the file may not say', () => {
    const [item] = map(responder);
    expect(item).toMatchObject({ plan: 'fail', objects: [] });
    expect(item!.ledger.notes).toContainEqual(
      expect.objectContaining({
        ...{ code: 'issuer_unknown', path: '/Location' },
        message: expect.stringContaining(`issuerMap ("${url}"`) as string,
      }),
    );
  });

  it.each([url, '12', 'Responder'])('takes it from issuerMap by address, id or name: %s', (key) =>
    expect(endpointOf(responder, { issuerMap: { [key]: 'Issuing CA' } })).toEqual({
      ...{ type: 'ocsp', url, issuerCertificateId: 'Issuing CA' },
    }),
  );

  it('knows it by the certificate in the file, unless issuerMap says otherwise', () => {
    const whole = { ...responder, OCSPParameters: { CertificateContents: 'MII=', SampleSerialNumber: '01' } };
    expect(endpointOf(whole)).toMatchObject({ issuerCertificateId: 'fp of MII=' });
    expect(endpointOf(whole, { issuerMap: { [url]: 'other' } })).toMatchObject({ issuerCertificateId: 'other' });
    expect(endpointOf({ ...whole, EndpointType: 'CRL' })).toEqual({ type: 'crl', url });
  });
});

it('M11 fails a collection whose query cannot be translated, and goes on with the others', () => {
  const list = [
    { Id: 1, Name: 'a', Query: 'Nothing -eq 1' },
    { Id: 2, Name: 'b', Query: 'CN -eq "x"', DuplicationField: 1 },
  ];
  const [bad, good] = map({ Collections: list });
  expect([bad!.plan, good!.plan]).toEqual(['fail', 'create']);
  expect(bad!.ledger.notes).toMatchObject([
    { code: 'query_unsupported', message: expect.stringContaining('character 1') as string },
  ]);
  expect(codesOf(good!)).toEqual(['duplicates_shown /Collections/1/DuplicationField']);
});

describe('M8 every leaf of whatever comes in is mapped or told', () => {
  const members = [
    ...[
      'Id',
      'DisplayName',
      'Name',
      'Subject',
      'Message',
      'Recipients',
      'Recipient',
      'ExpirationWarningDays',
      'RotationWarningDays',
    ],
    ...[
      'CertificateQuery',
      'CertificateQueryId',
      'Template',
      'TemplateId',
      'RegisteredEventHandler',
      'EventHandlerParameters',
      'Key',
    ],
    ...[
      'DefaultValue',
      'ParameterType',
      'UseHandler',
      'UseWorkflows',
      'WorkflowId',
      'WorkflowName',
      'Schedule',
      'Daily',
      'Weekly',
      'Time',
    ],
    ...[
      'Days',
      'Interval',
      'Minutes',
      'Content',
      'Query',
      'DuplicationField',
      'Contents',
      'Categories',
      'DataType',
      'Options',
      'Hint',
    ],
    ...[
      'Email',
      'Dashboard',
      'WarningDays',
      'Location',
      'EndpointType',
      'Result',
      'value',
      'Scripts',
      'Collections',
      'ExpirationAlerts',
    ],
    ...[
      'PendingCertAlerts',
      'Networks',
      'MetadataFields',
      'Password',
      '__proto__',
      'a/b~c',
      'Steps',
      'WorkflowType',
      'WorkflowDefinitions',
    ],
    ...[
      'ConfigurationParameters',
      'ExtensionName',
      'UniqueName',
      'Outputs',
      'continue',
      'Signals',
      'Conditions',
      'Keys',
    ],
  ];
  const texts = [
    '',
    'ScriptName',
    'Token',
    'log.ps1',
    'CN -eq "x"',
    'a {cn} {b}',
    'True',
    '06:00',
    'http://x.example/',
    'Email',
    'StartNOOP',
    'Expiration',
  ];
  const { tree } = fc.letrec((tie) => ({
    leaf: fc.oneof(
      fc.constantFrom(...texts),
      fc.integer({ min: -1, max: 40 }),
      fc.boolean(),
      fc.constant(null),
      fc.string(),
    ),
    tree: fc.oneof(
      { maxDepth: 5 },
      tie('leaf'),
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.dictionary(fc.constantFrom(...members), tie('tree'), { maxKeys: 8, noNullPrototype: true }),
    ),
  }));
  it('M8 as a property of generated inputs', () => {
    fc.assert(
      fc.property(
        fc
          .constantFrom('{}', '[]')
          .chain(() => fc.dictionary(fc.constantFrom(...members), tree, { minKeys: 1, noNullPrototype: true })),
        (value) => {
          const items = map(value);
          const told = new Set(
            items.flatMap(({ ledger }) => [...ledger.mappedPaths, ...ledger.notes.map(({ path }) => path)]),
          );
          expect(leavesOf(value).filter(({ path }) => !told.has(path))).toEqual([]);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe('M7 what may be a secret by its name is stored as a secret, and neither shown nor kept', () => {
  const hush = 's3cretvalue99';
  const parameters = (value: unknown, type = 'Value') => [
    { Id: 1, Key: 'ScriptName', DefaultValue: 'log.ps1', ParameterType: 'Script' },
    { Id: 2, Key: 'ApiPassword', DefaultValue: value, ParameterType: type },
    { Id: 3, Key: 'Text', DefaultValue: 'plain', ParameterType: 'Value' },
  ];
  const of = (value: unknown, more: object = {}, options: Partial<ImportOptions> = {}, type?: string) =>
    map({ ...expiration, EventHandlerParameters: parameters(value, type), ...more }, options)[0]!;
  const settingsOf = ({ objects: [alert] }: ReturnType<typeof of>) =>
    (alert!.spec['handlers'] as { settings: unknown }[]).map(({ settings }) => settings);
  const at = '/EventHandlerParameters/1/DefaultValue';

  it('of a script handler: the script is given the secret', () => {
    const secrets = new Map<string, string>();
    const item = map({ ...expiration, EventHandlerParameters: parameters(hush) }, {}, null, secrets)[0]!;
    const [[name, value] = []] = secrets;
    expect([secrets.size, value]).toEqual([1, hush]);
    expect(settingsOf(item)).toEqual([{ scriptName: 'log.ps1', parameters: { Text: 'plain' }, secrets: [name] }]);
    expect(item.objects[1]).toEqual({ kind: 'Secret', name, spec: { secret: { secretRef: name } } });
    expect(codesOf(item)).toContain(`secret_stored ${at}`);
    expect(JSON.stringify(item)).not.toContain(hush);
  });

  it.each([null, '********', ''])('of the value %j nothing is stored', (value) => {
    const item = of(value);
    expect(item.objects).toHaveLength(1);
    expect(codesOf(item).includes(`secret_missing ${at}`)).toBe(value !== '');
    const solved = of(value, {}, { secretMap: { 'ExpirationPowerShell/ApiPassword': 'vault' } });
    expect(settingsOf(solved)).toMatchObject([
      value === '' ? { parameters: { ApiPassword: '' } } : { secrets: ['vault'] },
    ]);
  });

  it.each<[string, object, Partial<ImportOptions>]>([
    ['a handler that is not used', { RegisteredEventHandler: { Id: 2, DisplayName: 'x', UseHandler: false } }, {}],
    [
      'a handler that is not known',
      { RegisteredEventHandler: { Id: 2, DisplayName: 'x', UseHandler: true } },
      { handlerMap: { 2: 'event_log' } },
    ],
    ['a renewal', {}, { handlerMap: { 2: 'renewal' } }],
    ['a registered module', {}, { handlerMap: { 2: 'own' } }],
    [
      'a script that is not here',
      { EventHandlerParameters: parameters(hush).slice(1) },
      { handlerMap: { 2: 'script' } },
    ],
  ])('of %s', (_name, more, options) => {
    expect(JSON.stringify(of(hush, more, options))).not.toContain(hush);
  });

  it('a token stays one', () => {
    expect(settingsOf(of('{certemail}'))).toMatchObject([{ parameters: { ApiPassword: '{certemail}' } }]);
    expect(settingsOf(of('certemail', {}, {}, 'Token'))).toMatchObject([
      { parameters: { ApiPassword: '{certemail}' } },
    ]);
  });
});
