/** What an import refuses: the same in a dry run, for real, and as the path of the object does. */
import { productOfFile } from '../support/product';

/* eslint-disable @typescript-eslint/no-explicit-any -- replies are JSON of any shape */

const product = productOfFile();
const call = (method: 'get' | 'post' | 'put', path: string, key?: string) => product().call(method, path, key);
const make = async (path: string, body: object): Promise<any> => (await call('post', path).send(body).expect(201)).body;

interface Case {
  readonly kind: string;
  readonly name: string;
  readonly spec: object;
  /** Where the object's own path takes it: `post` for a new one. */
  readonly path: string;
  readonly nameMember?: string | null;
  /** What the object's own path takes beside, where a document has it in its name. */
  readonly own?: object;
  readonly pointers: readonly string[];
}

const builtin = { kind: 'builtin' };
const set = { ignore: [], actions: [] };
const cases: readonly Case[] = [
  {
    kind: 'PlatformSettings',
    name: 'platform',
    spec: { syncTimeout: 'soon' },
    path: 'put /settings',
    pointers: ['/syncTimeout'],
  },
  {
    ...{ kind: 'EventSettings', name: 'certificate_uploaded', path: 'put /events/certificate_uploaded/settings' },
    spec: { onConditionError: 'admit', recordWithoutTriggers: false, retention: 'PT1H' },
    pointers: ['/recordWithoutTriggers', '/retention'],
  },
  { kind: 'Secret', name: 'pass', spec: {}, path: 'put /secrets/pass', nameMember: null, pointers: ['/secret'] },
  { kind: 'Role', name: 'administrator', spec: { permissions: [] }, path: 'put /roles/administrator', pointers: [''] },
  {
    kind: 'User',
    name: 'new',
    spec: { roles: ['nobody', 'none'] },
    path: 'post /users',
    nameMember: 'username',
    pointers: ['/roles/0', '/roles/1'],
  },
  {
    kind: 'Group',
    name: 'new',
    spec: { members: ['nobody'], emial: 'x' },
    path: 'post /groups',
    pointers: ['/members/0', '/emial'],
  },
  {
    ...{ kind: 'CustomAttribute', name: 'size', path: 'post /custom-attributes' },
    spec: { contentType: 'integer', content: [{ data: 'large' }] },
    pointers: ['/content/0/data'],
  },
  {
    ...{ kind: 'Authority', name: 'Inside', path: 'put /authorities/Inside' },
    spec: { settings: { ...builtin, organization: 'Another' } },
    pointers: ['/settings/organization'],
  },
  {
    ...{ kind: 'CertificateProfile', name: 'new', path: 'post /certificate-profiles' },
    spec: { lifetime: 'P30D', minNames: 5, maxNames: 2, names: [{ kind: 'dNSName', patterns: ['('] }] },
    pointers: ['/names/0/patterns/0', '/minNames'],
  },
  {
    ...{ kind: 'ApprovalProfile', name: 'new', path: 'post /approval-profiles' },
    spec: { steps: [{ userUuid: 'kim', requiredApprovals: 2 }, {}] },
    pointers: ['/steps/0/requiredApprovals', '/steps/1'],
  },
  {
    ...{ kind: 'RaProfile', name: 'new', path: 'post /ra-profiles' },
    spec: { authorityInstanceUuid: 'Inside', certificateProfileUuid: 'none', approvalProfiles: { revoke: 'Eyes' } },
    pointers: ['/certificateProfileUuid'],
  },
  {
    ...{ kind: 'NotificationProfile', name: 'new', path: 'post /notification-profiles' },
    spec: {
      ...{ recipientType: 'user', recipients: ['kim'], recipientAttribute: null },
      channels: [{ type: 'teams' }],
    },
    pointers: ['/channels/0/url'],
  },
  {
    ...{ kind: 'Trigger', name: 'new', path: 'post /triggers' },
    spec: { event: 'certificate_uploaded', kind: 'action', condition: null, actions: [] },
    pointers: ['/actions'],
  },
  {
    ...{ kind: 'Discovery', name: 'Pushed', path: 'put /discoveries/Pushed' },
    spec: { kind: 'tls_scan', attributes: { targets: ['www.example.org'] } },
    pointers: ['/kind'],
  },
  {
    ...{ kind: 'TriggerSet', name: 'certificate_expiring/groups/Payments', nameMember: null },
    ...{ path: 'put /trigger-sets/certificate_expiring/groups/Payments', spec: { ...set, actions: ['Tag', 'Tag'] } },
    pointers: ['/actions/1'],
  },
  {
    ...{ kind: 'Script', name: 'new', path: 'post /scripts' },
    spec: { runtime: 'bash', content: 'true', parameters: [{ name: 'who' }, { name: 'WHO' }] },
    pointers: ['/parameters/1/name'],
  },
  {
    ...{ kind: 'Handler', name: 'new', path: 'put /handlers/new', nameMember: null },
    spec: { module: '../new.mjs' },
    pointers: ['/module'],
  },
  {
    ...{ kind: 'SshKey', name: `SHA256:${'k'.repeat(43)}`, path: 'post /ssh-keys', nameMember: 'fingerprint' },
    spec: { keyType: 'ssh-rsa', ownerMail: 'nobody' },
    pointers: ['/ownerMail'],
  },
  {
    ...{ kind: 'IdentityProvider', name: 'corp', path: 'post /identity-providers' },
    spec: { displayName: 'Corp', issuer: 'http://id.example.org', clientId: 'c', secretRef: 'none' },
    pointers: ['/issuer', '/secretRef'],
  },
  {
    ...{ kind: 'Connection', name: 'new', path: 'post /connections' },
    spec: { baseUrl: 'http://itsm.example.org/api?a=b', auth: { type: 'bearer' }, secretRef: 'nobody-set-it' },
    pointers: ['/baseUrl', '/baseUrl', '/secretRef'],
  },
  {
    ...{ kind: 'Collection', name: 'new', path: 'post /collections' },
    spec: { query: { source: 'property', field: 'COMON_NAME', operator: 'EMPTY' } },
    pointers: ['/query/field'],
  },
  {
    ...{ kind: 'Alert', name: 'expiration/new', path: 'post /alerts', nameMember: null },
    spec: {
      ...{ schedule: { cron: '0 2 13 * 5' }, recipients: ['nobody'], message: '{cnn}' },
      handlers: [{ type: 'script', name: 'run', settings: { scriptName: 'none' } }],
    },
    own: { kind: 'expiration', name: 'new' },
    pointers: ['/schedule/cron', '/message', '/recipients/0', '/handlers/0/settings/scriptName'],
  },
  {
    ...{ kind: 'WorkflowDefinition', name: 'new', path: 'post /builder/definitions' },
    spec: {
      type: 'event:certificate_uploaded',
      steps: [
        { uniqueName: 'Start', type: 'start', outputs: { continue: 'Tell' } },
        { uniqueName: 'Tell', type: 'email', settings: { subject: 'S' }, outputs: { continue: 'End' } },
        { uniqueName: 'End', type: 'end' },
      ],
    },
    pointers: ['/steps/1/settings/message'],
  },
  {
    ...{ kind: 'ScheduledJob', name: 'new', path: 'post /scheduled-jobs' },
    spec: { jobType: 'discovery', cron: '0 2 13 * 5', parameters: { discovery: 'none' } },
    pointers: ['/cron', '/parameters/discovery'],
  },
];

const documentOf = ({ kind, name, spec }: Pick<Case, 'kind' | 'name' | 'spec'>) => ({
  ...{ apiVersion: 'certloom/v1', kind, metadata: { name }, spec },
});
const sent = (documents: readonly object[], query = '') => call('post', `/imports${query}`).send({ documents });
/** Faults as the path of the object tells them. */
const plain = (body: any, isImport: boolean): object[] => {
  const errors = body.errors ?? [{ pointer: '', code: body.code, detail: body.detail }];
  if (!isImport) return errors.map(({ pointer, code, detail }: any) => ({ pointer, code, detail }));
  return errors.map(({ pointer, code, detail }: any) => ({
    pointer: pointer.replace(/^\/\d+(\/spec)?/, ''),
    ...{ code, detail: detail.replace(/^document \d+(, line \d+)?: /, '') },
  }));
};

beforeAll(async () => {
  await make('/users', { username: 'kim' });
  await make('/groups', { name: 'Payments' });
  await make('/approval-profiles', { name: 'Eyes', steps: [{ userUuid: 'kim' }] });
  await make('/authorities', { name: 'Inside', settings: builtin });
  // Its certificates are made now, and name the organization.
  await call('get', '/authorities/Inside/issuers').expect(200);
  await make('/discoveries', { name: 'Pushed', kind: 'pushed_content' });
  await make('/triggers', {
    ...{ name: 'Tag', event: 'certificate_expiring', kind: 'action', condition: null },
    actions: [{ type: 'setGroups', groups: ['Payments'] }],
  });
}, 60_000);

describe('an import refuses what the path of an object refuses, in a dry run and for real', () => {
  it('for every kind', async () => {
    const { body } = await call('get', '/exports/schema').expect(200);
    expect(cases.map(({ kind }) => kind).sort()).toEqual([...body.properties.kind.enum].sort());
  });

  it.each(cases.map((one) => [one.kind, one] as const))('%s', async (_kind, one) => {
    const [method, path] = one.path.split(' ') as ['post' | 'put', string];
    const member = one.nameMember ?? (one.path.includes('settings') || one.nameMember === null ? '' : 'name');
    const own = await call(method, path)
      .set(method === 'put' && !['TriggerSet', 'Secret', 'Handler'].includes(one.kind) ? { 'If-Match': '*' } : {})
      .send({ ...one.spec, ...one.own, ...(member === '' ? {} : { [member]: one.name }) });
    const expected = plain(own.body, false);
    expect(expected.map(({ pointer }: any) => pointer)).toEqual(one.pointers);
    const dry = await sent([documentOf(one)], '?dryRun=true').expect(422);
    const real = await sent([documentOf(one)]).expect(422);
    expect(real.body.errors).toEqual(dry.body.errors);
    expect(plain(dry.body, true)).toEqual(expected);
  });
});

describe('an import', () => {
  const trigger = { kind: 'action', condition: null, actions: [{ type: 'setGroups', groups: ['Payments'] }] };
  const pointersOf = async (documents: readonly object[]) => {
    const dry = await sent(documents, '?dryRun=true').expect(422);
    expect((await sent(documents).expect(422)).body.errors).toEqual(dry.body.errors);
    return dry.body.errors.map(({ pointer, code }: any) => `${pointer} ${code}`);
  };

  it('checks documents against what others of the same file will have made', async () => {
    const faults = await pointersOf([
      documentOf({ kind: 'TriggerSet', name: 'certificate_expiring', spec: { ...set, actions: ['Early'] } }),
      documentOf({ kind: 'Trigger', name: 'Early', spec: { ...trigger, event: 'certificate_uploaded' } }),
      documentOf({
        kind: 'ScheduledJob',
        name: 'Look',
        spec: { jobType: 'discovery', cron: 'x', parameters: { discovery: 'New' } },
      }),
      documentOf({
        kind: 'Discovery',
        name: 'New',
        spec: { kind: 'tls_scan', attributes: { targets: ['www.example.org'] } },
      }),
    ]);
    expect(faults).toEqual(['/0/spec/actions/0 trigger_event_mismatch', '/2/spec/cron wrong_value']);
  });

  it('takes the rule of the expiration scan in one place', async () => {
    const job = { jobType: 'expirationScan', enabled: true };
    const name = 'expiration scan';
    const wrong = [documentOf({ kind: 'ScheduledJob', name, spec: { ...job, cron: '9 * * * *' } })];
    expect(await pointersOf(wrong)).toEqual(['/0/spec/cron set_elsewhere']);
    expect(await pointersOf([documentOf({ kind: 'ScheduledJob', name: 'x', spec: { jobType: 'discovery' } })])).toEqual(
      ['/0/spec/cron required', '/0/spec/parameters/discovery unknown_discovery'],
    );
  });

  it('tells one fault once, and not what follows from it', async () => {
    const team = { source: 'custom', field: 'team|string', operator: 'EQUALS', value: 'x' };
    const faults = await pointersOf([
      documentOf({ kind: 'Authority', name: 'Other', spec: { settings: { ...builtin, country: 'xx' } } }),
      documentOf({
        ...{ kind: 'RaProfile', name: 'Web' },
        spec: { authorityInstanceUuid: 'Other', approvalProfiles: { revoke: 'Eyes', issue: 'none' } },
      }),
      documentOf({ kind: 'CustomAttribute', name: 'team', spec: { contentType: 'strink' } }),
      documentOf({ kind: 'Trigger', name: 'T', spec: { ...trigger, event: 'certificate_uploaded', condition: team } }),
    ]);
    expect(faults).toEqual([
      '/0/spec/settings/country wrong_format',
      '/1/spec/approvalProfiles/issue unknown_name',
      '/2/spec/contentType wrong_value',
    ]);
  });

  it('needs the right to what an RA profile binds', async () => {
    const spec = { authorityInstanceUuid: 'Inside', approvalProfiles: { revoke: 'Eyes' } };
    await make('/ra-profiles', { name: 'Bound', ...spec });
    const permissions = ['ra-profiles:read', 'ra-profiles:write', 'approval-profiles:read', 'authorities:read'];
    const role = await make('/roles', { name: 'binder', permissions });
    const binder = await make('/users', { username: 'binder', roles: [role.uuid] });
    const { key } = await make('/api-keys', { name: 'binder', user: binder.uuid });
    const applied = (change: object) =>
      call('post', '/imports?dryRun=true', key).send({
        documents: [documentOf({ kind: 'RaProfile', name: 'Bound', spec: { ...spec, ...change } })],
      });
    const off = await applied({ approvalProfiles: {}, keepPrivateKeys: true }).expect(422);
    expect(off.body.errors).toMatchObject([
      { pointer: '/0/spec/keepPrivateKeys', code: 'permission_missing' },
      { pointer: '/0/spec/approvalProfiles/revoke', code: 'permission_missing' },
    ]);
    await applied({ description: 'changed' }).expect(200);
  });

  it('does not lock out whoever applies it', async () => {
    const me = (await call('get', '/me').expect(200)).body;
    const user = { displayName: '', email: null, roles: ['administrator'], enabled: true };
    const own = (change: object) => [documentOf({ kind: 'User', name: me.username, spec: { ...user, ...change } })];
    // The last administrator.
    expect(await pointersOf(own({ enabled: false }))).toEqual(['/0 conflict']);
    const [{ uuid: administrator }] = (await call('get', '/roles?name=administrator').expect(200)).body.items;
    await make('/users', { username: 'second', roles: [administrator] });
    expect(await pointersOf(own({ enabled: false }))).toEqual(['/0/spec/enabled locks_out']);
    expect(await pointersOf(own({ roles: ['operator'] }))).toEqual(['/0/spec/roles locks_out']);
    await sent(own({ roles: ['administrator', 'operator'] })).expect(200);

    const rights = ['roles:read', 'roles:write', 'users:read'];
    const role = await make('/roles', { name: 'Roles', permissions: rights });
    const kim = await make('/users', { username: 'roles', roles: [role.uuid] });
    const { key } = await make('/api-keys', { name: 'roles', user: kim.uuid });
    const less = { documents: [documentOf({ kind: 'Role', name: 'Roles', spec: { permissions: ['roles:read'] } })] };
    const { body } = await call('post', '/imports', key).send(less).expect(422);
    expect(body.errors).toMatchObject([{ pointer: '/0/spec/permissions', code: 'locks_out' }]);
  });
});
