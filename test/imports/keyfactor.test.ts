import type { TestProduct } from '../support/product';
import { productOfFile } from '../support/product';

/* Replies are JSON of any shape; the assertions say what is expected of them. */
/* eslint-disable @typescript-eslint/no-explicit-any */

const product = productOfFile();

const script = { Id: 3, Name: 'Log it.ps1', Contents: '[hashtable]$context\n"x"\n', Categories: ['Handler', 'Odd'] };
const whole = {
  MetadataFields: [
    { Id: 1, Name: 'Retired', DataType: 4, Hint: 'h' },
    { Id: 2, Name: 'Team', DataType: 5, Options: 'web,db' },
  ],
  Collections: [
    {
      Id: 7,
      Name: 'Web servers',
      Description: 'd',
      Content: 'Retired -ne True AND ExpirationDate -le "%TODAY+30%"',
      DuplicationField: 0,
    },
    { Id: 8, Name: 'Lost', Content: 'Nobody -eq 1' },
  ],
  ExpirationAlerts: [
    {
      ...{
        Id: 4,
        DisplayName: 'Ends soon',
        Subject: '{cn} ends',
        Message: '<p>{certnotafter}</p>',
        ExpirationWarningDays: 30,
      },
      ...{ Recipients: ['pki@example.org'], CertificateQuery: { Id: 7, Name: 'Web servers' } },
      RegisteredEventHandler: { Id: 2, DisplayName: 'ExpirationPowerShell', UseHandler: true },
      EventHandlerParameters: [{ Id: 1, Key: 'ScriptName', DefaultValue: 'Log it.ps1', ParameterType: 'Script' }],
      Schedule: { Daily: { Time: '2023-11-19T07:00:00Z' } },
    },
  ],
  DeniedCertAlerts: [{ Id: 4, DisplayName: 'Denied', Subject: 's', Message: 'm {cmnt}', Recipients: [] }],
  Networks: [{ Name: 'net' }],
};
const files = [
  { name: 'all.json', content: whole },
  { name: 'script.json', content: JSON.stringify(script) },
];

const send = async ({ call }: TestProduct, body: object, status = 200): Promise<any> =>
  (await call('post', '/imports').send(body).expect(status)).body;
const outcomes = (report: any) => report.items.map((item: any) => `${item.kind} ${item.name}: ${item.outcome}`);
const listed = async (path: string): Promise<any[]> => (await product().call('get', path).expect(200)).body.items;

const all = [
  ...['MetadataField Retired', 'MetadataField Team', 'Collection Web servers', 'Collection Lost'],
  ...['ExpirationAlert expiration/Ends soon', 'DeniedAlert denied/Denied', 'Networks net', 'Script Log-it.ps1'],
];
const expected = (outcome: string) =>
  all.map((one) => `${one}: ${one.endsWith('Lost') ? 'failed' : one.startsWith('Networks') ? 'skipped' : outcome}`);

it('M12 a dry run, which is the default, answers what the import answers and changes nothing', async () => {
  const dry = await send(product(), { files });
  expect(dry.dryRun).toBe(true);
  expect(outcomes(dry)).toEqual(expected('created'));
  expect(dry.totals).toEqual({ created: 6, updated: 0, skipped: 1, failed: 1 });
  for (const path of ['/collections', '/scripts', '/alerts', '/custom-attributes'])
    expect(await listed(path)).toEqual([]);
  expect(await product().foundation.db.collection('import_origins').countDocuments()).toBe(0);

  const real = await send(product(), { files, dryRun: false });
  expect(outcomes(real)).toEqual(outcomes(dry));
  expect(real.totals).toEqual(dry.totals);
  const plain = ({ items }: any) =>
    items.map(({ mappedPaths, notes, target }: any) => ({ mappedPaths, notes, target }));
  expect(plain(real)).toEqual(plain(dry));
  expect(real.items.filter(({ id }: any) => id !== null)).toHaveLength(6);
});

it('M1 the alert is disabled, in compatibility semantics, with its one handler and its collection', async () => {
  const [collection] = await listed('/collections');
  expect(collection).toMatchObject({ name: 'Web servers', description: 'd' });
  const [alert] = (await listed('/alerts')).filter(({ kind }) => kind === 'expiration');
  expect(alert).toMatchObject({
    ...{ name: 'Ends soon', enabled: false, semantics: 'compat', thresholds: [30], includeReplaced: true },
    ...{ collectionId: collection.uuid, schedule: { daily: { time: '07:00' } } },
    handlers: [{ type: 'script', runPer: 'recipient', settings: { scriptName: 'Log-it.ps1' } }],
  });
  const stored = (await product().call('get', '/scripts/Log-it.ps1').expect(200)).body;
  expect(stored).toMatchObject({ runtime: 'pwsh', windows: true, reuse: true, categories: ['handler', 'shared'] });
});

it('M14 the same import twice makes no doubles, and keeps what was switched on meanwhile', async () => {
  const [alert] = (await listed('/alerts')).filter(({ kind }) => kind === 'expiration');
  const path = `/alerts/${alert.uuid}`;
  await product()
    .call('patch', path)
    .set('If-Match', '*')
    .send({ enabled: true, name: 'Called otherwise' })
    .expect(200);
  const before = { alerts: await listed('/alerts'), collections: await listed('/collections') };

  const again = await send(product(), { files, dryRun: false, onConflict: 'update' });
  expect(outcomes(again)).toEqual(expected('skipped'));
  expect(again.items[4].notes.map(({ code }: any) => code)).toEqual(expect.arrayContaining(['name_kept', 'unchanged']));
  expect(await listed('/alerts')).toEqual(before.alerts);
  expect(await listed('/collections')).toEqual(before.collections);

  const changed = { ExpirationAlerts: [{ ...whole.ExpirationAlerts[0], ExpirationWarningDays: 45 }] };
  const skipped = await send(product(), { files: [{ content: changed }], dryRun: false });
  expect(skipped.items).toMatchObject([{ outcome: 'skipped', id: alert.uuid }]);
  const updated = await send(product(), { files: [{ content: changed }], dryRun: false, onConflict: 'update' });
  expect(updated.items).toMatchObject([{ outcome: 'updated', id: alert.uuid }]);
  expect((await product().call('get', path).expect(200)).body).toMatchObject({
    enabled: true,
    thresholds: [45],
    name: 'Called otherwise',
  });
});

it('M14 an import that was broken off is completed by its repeat', async () => {
  const rows = product().foundation.db.collection('import_origins');
  await rows.updateOne({ originKind: 'DeniedAlert' }, { $set: { object: null } });
  const again = await send(product(), { files, dryRun: false });
  expect(again.items[5]).toMatchObject({ kind: 'DeniedAlert', outcome: 'skipped' });
  expect(await rows.countDocuments({ object: null })).toBe(0);
  expect((await listed('/alerts')).filter(({ kind }) => kind === 'denied')).toHaveLength(1);
});

it('gives a name that somebody else has a number, when asked to', async () => {
  const content = [{ Id: 99, Name: 'Web servers', Content: '', ShowOnDashboard: true }];
  const report = await send(product(), { files: [{ content }], dryRun: false, onConflict: 'rename' });
  expect(report.items).toMatchObject([
    { outcome: 'created', target: { name: 'Web servers (2)' }, notes: [{ code: 'renamed' }] },
  ]);
});

const noop = (name: string, to?: string) => ({
  ...{
    Id: name,
    DisplayName: name,
    UniqueName: name,
    ExtensionName: 'NOOPStep',
    Enabled: true,
    ConfigurationParameters: {},
  },
  ...{ Signals: [], Conditions: [], Outputs: to === undefined ? {} : { continue: to } },
});
const definition = {
  ...{
    Id: 'd-1',
    DisplayName: 'Tell and renew',
    Description: '',
    WorkflowType: 'Expiration',
    Key: '44',
    Enabled: true,
  },
  Steps: [
    noop('EndNOOP'),
    {
      ...{ ...noop('Call', 'Join'), ExtensionName: 'OAuthRESTRequest' },
      ConfigurationParameters: {
        ...{
          Headers: {},
          Verb: 'GET',
          URL: 'https://graph.example.org/$(cn)',
          DataBucketProperty: 'Group',
          TokenEndpoint: null,
        },
        ...{ client_id: 'c', client_secret: { SecretValue: 'never-shown', Parameters: null, Provider: null } },
      },
    },
    noop('Join', 'EndNOOP'),
    noop('Start', 'Call'),
  ],
};
const starting = {
  ...{ Id: 44, DisplayName: 'Starts a workflow', ExpirationWarningDays: 20, UseWorkflows: true, WorkflowId: 'd-1' },
  ...{ Subject: null, Message: null, RegisteredEventHandler: null },
};

it('M2 an alert and its definition in one import are linked, and the secret in it is stored and shown nowhere', async () => {
  const body = { files: [{ content: [definition, starting] }], dryRun: false };
  const dry = await send(product(), { ...body, dryRun: true });
  const report = await send(product(), body);
  expect(outcomes(report)).toEqual(outcomes(dry));
  expect(report.items.map(({ outcome }: any) => outcome)).toEqual(['created', 'created']);
  expect(JSON.stringify([dry, report])).not.toContain('never-shown');
  const [alert] = (await listed('/alerts')).filter(({ name }) => name === 'Starts a workflow');
  expect(alert).toMatchObject({ mode: 'workflow', enabled: false });
  const { body: made } = await product().call('get', `/builder/definitions/${report.items[0].id}`).expect(200);
  expect(made).toMatchObject({
    ...{
      name: 'Tell and renew',
      type: 'expiration',
      keys: [{ alert: alert.uuid }],
      status: 'draft',
      unresolvedTokens: 'literal',
    },
    restResultAs: 'text',
  });
  const call = made.steps.find(({ uniqueName }: any) => uniqueName === 'Call');
  const { secretRef } = call.settings.auth;
  const secrets = await listed('/secrets');
  expect(secrets.map(({ name }) => name)).toContain(secretRef);

  const again = await send(product(), { ...body, onConflict: 'update' });
  expect(again.items.map(({ outcome }: any) => outcome)).toEqual(['skipped', 'skipped']);

  // An earlier release did not tell the definition where it came from.
  const { uuid } = made;
  expect(made.origin).toMatchObject({ originId: 'd-1' });
  const rows = product().foundation.db.collection<{ readonly _id: string }>('definitions');
  await rows.updateOne({ _id: uuid }, { $set: { origin: null } });
  const changed = { ...definition, Description: 'another', Owner: 'kim' };
  const later = { files: [{ content: [changed, starting] }], dryRun: false, onConflict: 'update' };
  const updated = await send(product(), later);
  expect(updated.items.map(({ outcome }: any) => outcome)).toEqual(['updated', 'skipped']);
  const { body: now } = await product().call('get', `/builder/definitions/${uuid}`).expect(200);
  expect(now).toMatchObject({ description: 'another', origin: { originId: 'd-1', raw: { '/Owner': 'kim' } } });
});

it('M7 a parameter of a handler that may be a secret is stored as one, and shown nowhere', async () => {
  const script = { Id: 'hush', Name: 'with-secret', Contents: 'param($context)', Categories: ['Handler'] };
  const alert = {
    ...{ Id: 46, DisplayName: 'With a secret', ExpirationWarningDays: 20, Subject: 's', Message: 'm' },
    RegisteredEventHandler: { Id: 3, DisplayName: 'ExpirationPowerShell', UseHandler: true },
    EventHandlerParameters: [
      { Id: 1, Key: 'ScriptName', DefaultValue: 'with-secret', ParameterType: 'Script' },
      { Id: 2, Key: 'ApiPassword', DefaultValue: 'never-shown-too', ParameterType: 'Value' },
    ],
  };
  const body = { files: [{ content: [script, alert] }], dryRun: false, onConflict: 'update' };
  const dry = await send(product(), { ...body, dryRun: true });
  const report = await send(product(), body);
  expect(report.items.map(({ outcome }: any) => outcome)).toEqual(['created', 'created']);
  const [made] = (await listed('/alerts')).filter(({ name }) => name === 'With a secret');
  const { secrets, parameters } = made.handlers[0].settings;
  expect([secrets, parameters]).toEqual([[expect.stringContaining('apipassword')], {}]);
  const stored = await listed('/secrets');
  expect(stored.map(({ name }) => name)).toContain(secrets[0]);
  const again = await send(product(), body);
  expect(again.items.map(({ outcome }: any) => outcome)).toEqual(['skipped', 'skipped']);
  expect(JSON.stringify([dry, report, again, made, stored])).not.toContain('never-shown-too');
});

it('takes files of a form, and refuses what is no JSON', async () => {
  const form = (text: string) => product().call('post', '/imports').attach('file', Buffer.from(text), 'export.json');
  const { body } = await form(JSON.stringify({ Collections: [{ Id: 5, Name: 'Of a form', Query: '' }] })).expect(200);
  expect(body).toMatchObject({ dryRun: true, items: [{ file: 'export.json', outcome: 'created' }] });
  const { body: fault } = await form('<html>').expect(422);
  expect(fault.errors).toMatchObject([{ code: 'invalid_json', pointer: '/files/0/content' }]);
});

it('needs the permissions of what it writes', async () => {
  const { call } = product();
  const make = async (path: string, body: object) => (await call('post', path).send(body).expect(201)).body;
  await make('/roles', { name: 'Looks on', permissions: ['collections:read', 'alerts:read', 'scripts:read'] });
  await make('/users', { username: 'onlooker', roles: ['Looks on'] });
  const { key } = await make('/api-keys', { name: 'k', user: 'onlooker' });
  const { body } = await call('post', '/imports', key).send({ files, onConflict: 'update' }).expect(403);
  expect(body.missing).toEqual(['alerts:write']);
});
