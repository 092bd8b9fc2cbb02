import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyFile, exportToTerminal } from '../../src/cli/configuration/commands';
import { readPublicKey } from '../../src/services/ssh-keys/public-key';
import { certificate, extensions, party } from '../support/signed-material';
import { productOfFile, startTestProduct, type TestProduct } from '../support/product';

/** Two installations: what one exports, the other takes. */
const product = productOfFile();
let other: TestProduct;
beforeAll(async () => {
  other = await startTestProduct();
});
afterAll(() => other.close());

const condition = { source: 'property', field: 'COMMON_NAME', operator: 'EQUALS', value: 'NO', ignoreCase: true };
const secrets = {
  'on-call-slack-url': 'https://hooks.slack.example.org/services/T/B/never-in-a-file',
  'on-call-webhook-secrets': `whsec_${Buffer.alloc(24, 1).toString('base64')}`,
  'tag-token-data': 'hunter2-never-in-a-file',
};

async function fill({ call }: TestProduct): Promise<void> {
  const make = async (path: string, body: object) => (await call('post', path).send(body).expect(201)).body;
  await make('/roles', { name: 'Readers', permissions: ['triggers:read', 'groups:read'] });
  await make('/users', { username: 'kim', email: 'kim@example.org', roles: ['Readers'] });
  await make('/users', { username: 'alex' });
  await make('/groups', { name: 'Payments', members: ['kim', 'alex'], renewalNote: 'line one\nline two\n' });
  await make('/custom-attributes', { name: 'token', contentType: 'secret' });
  await make('/authorities', { name: 'Inside', settings: { kind: 'builtin' } });
  await make('/certificate-profiles', { name: 'Servers', lifetime: 'P30D' });
  await make('/approval-profiles', { name: 'Four eyes', steps: [{ groupUuid: 'Payments' }, { userUuid: 'kim' }] });
  await make('/ra-profiles', {
    approvalProfiles: { revoke: 'Four eyes' },
    name: 'Web',
    authorityInstanceUuid: 'Inside',
    certificateProfileUuid: 'Servers',
    expiringThreshold: 'P20D',
  });
  await make('/notification-profiles', {
    ...{ name: 'On call', recipientType: 'group', recipients: ['Payments'] },
    channels: [
      { type: 'slack', url: secrets['on-call-slack-url'] },
      { type: 'webhook', url: 'https://hooks.example.org/a', secrets: [secrets['on-call-webhook-secrets']] },
    ],
  });
  await make('/scripts', {
    ...{ name: 'notify', runtime: 'bash', content: 'echo one\necho "two"\r\n', secrets: ['b', 'a'] },
    parameters: [{ name: 'days', default: { limit: 5 } }],
  });
  await make('/triggers', {
    ...{ name: 'Tag', event: 'certificate_uploaded', kind: 'action', condition },
    actions: [
      { type: 'setGroups', groups: ['Payments'] },
      { type: 'setOwner', owner: 'kim' },
      {
        type: 'setCustomAttribute',
        id: 'setToken',
        name: 'token',
        content: [{ data: secrets['tag-token-data'] }],
      },
      { type: 'sendNotification', profiles: ['On call'] },
    ],
  });
  await make('/custom-attributes', { name: 'team', contentType: 'string', resources: ['discoveries'] });
  const teams = [{ name: 'team', contentType: 'string', content: [{ data: 'x' }] }];
  await make('/discoveries', {
    ...{ name: 'Net', kind: 'tls_scan', attributes: { targets: ['www.example.org'] }, customAttributes: teams },
  });
  await make('/ssh-keys', {
    ...{ fingerprint: `SHA256:${'k'.repeat(43)}`, keyType: 'ssh-rsa', keyLength: 3072, serverLogons: ['b', 'a'] },
    ...{ createdAt: '2027-01-01T00:00:00Z', ownerMail: 'kim@example.org' },
  });
  await make('/collections', { name: 'Without', query: condition });
  const onError = { handlers: [{ type: 'email', name: 'tell', settings: {} }] };
  await make('/alerts', {
    ...{ name: 'Payments / ending', kind: 'expiration', collectionId: 'Without', recipients: ['pay@example.org'] },
    ...{ schedule: { weekly: { time: '06:00', days: ['MON'] } }, timeZone: 'Europe/Prague', thresholds: [30, 60] },
    handlers: [
      { type: 'renewal', name: 'renew', settings: { raProfile: 'Web' }, onError, conditions: [condition] },
      { type: 'email', id: 'mail', name: 'mail', settings: {} },
    ],
  });
  const steps = [
    { uniqueName: 'Start', type: 'start', outputs: { continue: 'End' } },
    { uniqueName: 'End', type: 'end' },
  ];
  const ofUploads = { type: 'event:certificate_uploaded', steps };
  await make('/builder/definitions', { ...ofUploads, name: 'In use', publish: true });
  await make('/builder/definitions', { ...ofUploads, name: 'Being drawn' });
  const ofAlert = { type: 'expiration', keys: [{ alert: 'expiration/Payments / ending' }], steps };
  await make('/builder/definitions', { ...ofAlert, name: 'Of an alert' });
  const issued = { kind: 'issued', when: 'event', raProfileId: 'Web', recipients: ['pay@example.org'] };
  await make('/alerts', { ...issued, name: 'Payments / ending', semantics: 'compat' });
  await call('put', '/trigger-sets/certificate_discovered/discoveries/Net')
    .send({ ignore: [], actions: [] })
    .expect(201);
  const set = { ignore: [], actions: ['Tag'] };
  await call('put', '/trigger-sets/certificate_uploaded').send(set).expect(201);
  const settings = { expiringThreshold: 'P45D', expirationScan: { cron: '9 * * * *' } };
  await call('patch', '/settings').set('If-Match', '*').send(settings).expect(200);
  await call('post', '/scheduled-jobs/expiration%20scan/pause').expect(200);
  await call('patch', '/events/certificate_uploaded/settings')
    .set('If-Match', '*')
    .send({ retention: 'P400D' })
    .expect(200);
}

const exported = async ({ call }: TestProduct, query = '') => {
  const { text, headers } = await call('get', `/exports${query}`).expect(200);
  expect(headers['content-type']).toBe('application/yaml; charset=utf-8');
  return text;
};
const sent = ({ call }: TestProduct, text: string, query = '') =>
  call('post', `/imports${query}`).set('Content-Type', 'application/yaml').send(text);
const resultsOf = (body: { objects: { kind: string; name: string; result: string }[] }) =>
  Object.fromEntries(body.objects.map(({ kind, name, result }) => [`${kind} ${name}`, result]));
const faultsOf = (body: { errors: { pointer: string; code: string; detail: string }[] }) =>
  body.errors.map(({ pointer, code, detail }) => `${pointer} ${code} ${detail}`);
const group = (name: string, spec = '{}') =>
  `apiVersion: certloom/v1\nkind: Group\nmetadata:\n  name: ${name}\nspec: ${spec}\n`;

describe('a filled installation', () => {
  let file: string;
  beforeAll(async () => {
    await fill(product());
    file = await exported(product());
  });

  it('is exported with names, sorted, without ids, times and secrets', () => {
    expect(file).toContain('members:\n    - alex\n    - kim\n');
    expect(file).toContain('renewalNote: |\n    line one\n    line two\n');
    expect(file).toContain('value: "NO"');
    expect(file).toContain('- alert: expiration/Payments / ending\n');
    expect(file).toMatch(/name: In use\nspec:[^-]*\n {2}publish: true\n/);
    expect(file).toMatch(/name: Being drawn\nspec:[^-]*\n {2}publish: false\n/);
    expect(file).toContain('secretRef: on-call-slack-url');
    expect(file).toMatch(/name: expiration\/Payments \/ ending\nspec:\n {2}collectionId: Without\n/);
    expect(file).toMatch(/name: issued\/Payments \/ ending\nspec:\n.*\n {2}raProfileId: Web\n/s);
    expect(file.match(/9 \* \* \* \*/g)).toHaveLength(1);
    // Of an SSH key it says how old the key is.
    const others = file.replace('createdAt: "2027-01-01T00:00:00.000Z"', '');
    expect(others).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-|never-in-a-file|revision|createdAt|whsec_|\*\*\*/);
  });

  it('M13 changes nothing when the export is applied to it', async () => {
    const { body } = await sent(product(), file).expect(200);
    expect(body.counts).toMatchObject({ created: 0, changed: 0, deleted: 0, failed: 0 });
    expect(body.objects.flatMap(({ changes }: { changes: unknown[] }) => changes)).toEqual([]);
    expect((await product().call('get', '/groups/Payments')).headers['etag']).toBe('"1"');
    expect(await exported(product())).toBe(file);
  });

  it('tells which secrets an empty one lacks, before anything is written', async () => {
    const { body } = await sent(other, file, '?dryRun=true').expect(422);
    expect(faultsOf(body)).toEqual([
      expect.stringMatching(/channels\/0\/url secret_missing document \d+, line \d+: the secret on-call-slack-url/),
      expect.stringMatching(/channels\/1\/secrets secret_missing /),
      expect.stringMatching(/content\/0\/data secret_missing /),
    ]);
    expect((await other.call('get', '/groups')).body.items).toEqual([]);
  });

  it('M13 is made again in an empty one, which then exports the same', async () => {
    const { body: dry } = await other.call('post', '/imports?dryRun=true').send({ text: file, secrets });
    expect(resultsOf(dry)).toMatchObject({ 'Group Payments': 'created', 'PlatformSettings platform': 'changed' });
    expect((await other.call('get', '/groups')).body.items).toEqual([]);
    expect(JSON.stringify(dry)).not.toContain('never-in-a-file');
    const { body } = await other.call('post', '/imports').send({ text: file, secrets });
    expect(body.objects.filter(({ faults }: { faults: unknown[] }) => faults.length > 0)).toEqual([]);
    expect(resultsOf(body)).toEqual(resultsOf(dry));
    expect(await exported(other)).toBe(file);
    const { body: again } = await other.call('post', '/imports').send({ text: file, secrets }).expect(200);
    expect(again.counts).toMatchObject({ created: 0, changed: 0, failed: 0 });
  });

  it('keeps the stored secrets when an object changes, and writes audit rows as the object’s own path does', async () => {
    const changed = file.replace('url: https://hooks.example.org/a', 'url: https://hooks.example.org/b');
    const { body } = await sent(other, changed).expect(200);
    expect(resultsOf(body)['NotificationProfile On call']).toBe('changed');
    expect(body.objects.flatMap(({ changes }: { changes: unknown[] }) => changes)).toEqual([
      { path: '/channels/1/url', before: 'https://hooks.example.org/a', after: 'https://hooks.example.org/b' },
    ]);
    const { body: rows } = await other.call('get', '/audit-log?operation=notification-profiles.update').expect(200);
    expect(rows.items).toHaveLength(2);
  });

  it('is exported by kind and name, and only as far as the caller may read', async () => {
    expect((await exported(product(), '?kinds=Group')).match(/^kind: .*/gm)).toEqual(['kind: Group']);
    expect((await exported(product(), '?names=Payments&names=kim')).match(/^kind: .*/gm)).toEqual([
      'kind: User',
      'kind: Group',
    ]);
    const { body: user } = await product()
      .call('post', '/users')
      .send({ username: 'reader', roles: ['Readers'] });
    const { body: key } = await product()
      .call('post', '/api-keys')
      .send({ name: 'reader', user: user.uuid })
      .expect(201);
    const mine = await product().call('get', '/exports', key.key).expect(200);
    expect(new Set(mine.text.match(/^kind: .*/gm))).toEqual(new Set(['kind: Group', 'kind: Trigger']));
    await product().call('get', '/exports?kinds=Role', key.key).expect(403);
    expect((await product().call('get', '/exports?names=Nobody').expect(404)).body.detail).toMatch('called `Nobody`');
    const { body } = await product()
      .call('post', '/imports', key.key)
      .set('Content-Type', 'application/yaml')
      .send(group('Mine'))
      .expect(403);
    expect(body.missing).toEqual(['groups:write']);
  });
});

describe('a script in a file', () => {
  const scriptWith = (content: string, more = '') =>
    `apiVersion: certloom/v1\nkind: Script\nmetadata: {name: letters}\nspec:\n  runtime: pwsh\n  content: ${content}\n${more}`;
  const wrong = '"[X]::PtrToStringAuto($context)"';

  it('makes a version of each other text, and needs errors of the linter to be allowed', async () => {
    const { body } = await sent(product(), scriptWith(wrong)).expect(422);
    expect(faultsOf(body)).toEqual([expect.stringMatching(/^\/0\/spec\/content lint_error .*PS010, line 1/)]);
    const allowed = scriptWith(wrong, '  allowLintErrors: true\n  comment: as it was\n');
    expect(resultsOf((await sent(product(), allowed).expect(200)).body)).toEqual({ 'Script letters': 'created' });
    expect(resultsOf((await sent(product(), allowed).expect(200)).body)).toEqual({ 'Script letters': 'unchanged' });
    const other = await sent(product(), scriptWith("'$context'", '  comment: another\n')).expect(200);
    expect(other.body.objects[0]).toMatchObject({ result: 'changed' });
    const { body: found } = await product().call('get', '/scripts/letters').expect(200);
    expect(found).toMatchObject({ currentVersion: 2, version: { comment: 'another' } });
  });

  it('is deleted when no document has it any more', async () => {
    const { body } = await sent(product(), scriptWith("'$context'"), '?prune=Script&dryRun=true').expect(200);
    expect(resultsOf(body)).toEqual({ 'Script letters': 'unchanged', 'Script notify': 'deleted' });
  });

  it('of the longest kind comes back from an export, through the command as well', async () => {
    const content = 'echo "one"\n'.repeat(95_000);
    await product().call('put', '/scripts/longest').send({ runtime: 'bash', content }).expect(201);
    await product().call('put', '/scripts/longest-too').send({ runtime: 'bash', content }).expect(201);
    const text = await exported(product(), '?kinds=Script');
    const { body } = await sent(product(), text, '?dryRun=true').expect(200);
    expect(resultsOf(body)).toMatchObject({ 'Script longest': 'unchanged', 'Script longest-too': 'unchanged' });
    await product().call('post', '/imports?dryRun=true').send({ text }).expect(200);
    for (const name of ['longest', 'longest-too']) {
      await product().call('delete', `/scripts/${name}`).set('If-Match', '*').expect(204);
    }
  });

  it('cannot take the name of another one, in whatever case, or twice in a file', async () => {
    const other = scriptWith("'$context'", '  colour: red\n').replace('letters', 'LETTERS');
    for (const query of ['', '?dryRun=true']) {
      const { body } = await sent(product(), other, query).expect(422);
      expect(faultsOf(body)).toEqual([
        expect.stringMatching(/^\/0\/metadata\/name name_taken document 1, line 3: .*"letters"/),
        expect.stringMatching(/^\/0\/spec\/colour unknown_field /),
      ]);
    }
    const [one, two] = ['twice', 'TWICE'].map((name) => scriptWith("'$context'").replace('letters', name));
    const { body } = await sent(product(), `${one}---\n${two}`).expect(422);
    expect(faultsOf(body)).toEqual([expect.stringMatching(/^\/1\/metadata\/name duplicate /)]);
  });

  it('has every fault told together: members that nothing knows, and what its own path refuses', async () => {
    const text = scriptWith("'$context'", '  colour: red\n').replace('pwsh', 'bash');
    const { body } = await sent(product(), text, '?dryRun=true').expect(422);
    expect(faultsOf(body)).toEqual([
      expect.stringMatching(/^\/0\/spec\/colour unknown_field document 1, line 7: /),
      expect.stringMatching(/^\/0\/spec\/runtime never_changes document 1, line 5: /),
    ]);
    const named = group('Payments', '\n  name: Payments\n  members: [nobody]');
    const { body: both } = await sent(product(), named).expect(422);
    expect(faultsOf(both).map((one) => one.split(' ')[0])).toEqual(['/0/spec/name', '/0/spec/members/0']);
  });

  it('shows which secrets it is given, by their names', async () => {
    const { body } = await sent(product(), scriptWith("'$context'", '  secrets: [s1]\n'), '?dryRun=true').expect(200);
    expect(body.objects[0].changes).toEqual([{ path: '/secrets', before: [], after: ['s1'] }]);
  });

  it('cannot have a name that a path of the API has', async () => {
    const { body } = await sent(product(), scriptWith("'$context'").replace('letters', 'lint')).expect(422);
    expect(faultsOf(body)).toEqual([expect.stringMatching(/^\/0\/metadata\/name wrong_value/)]);
  });
});

describe('an alert in a file', () => {
  const script =
    "apiVersion: certloom/v1\nkind: Script\nmetadata: {name: restart}\nspec: {runtime: bash, content: 'true', categories: [handler]}\n";
  const alertWith = (spec: string, name = 'expiration/Restarts') =>
    `apiVersion: certloom/v1\nkind: Alert\nmetadata: {name: ${name}}\nspec: {${spec}}\n`;
  const runs = 'handlers: [{type: script, name: run, settings: {scriptName: restart}}]';
  const daily = "schedule: {cron: '0 6 */1 * *'}, thresholds: [7, 30], recipients: ['a@x.example; b@x.example']";

  it('names the script of a handler that stands in the same file, and stays the same in each spelling', async () => {
    const text = [alertWith(`${daily}, firstRun: fire, ${runs}`), script].join('---\n');
    expect((await sent(product(), text, '?dryRun=true').expect(200)).body.counts).toMatchObject({ created: 2 });
    expect((await sent(product(), text).expect(200)).body.counts).toMatchObject({ created: 2, failed: 0 });
    expect((await sent(product(), text).expect(200)).body.counts).toMatchObject({ unchanged: 2 });
    const [alert] = (await product().call('get', '/alerts?search=Restarts').expect(200)).body.items;
    expect(alert).toMatchObject({ name: 'Restarts', kind: 'expiration', version: 1, thresholds: [30, 7] });
    const changed = text.replace('[7, 30]', '[7]');
    expect(resultsOf((await sent(product(), changed).expect(200)).body)['Alert expiration/Restarts']).toBe('changed');
    const after = (await product().call('get', `/alerts/${alert.uuid}`).expect(200)).body;
    expect(after).toMatchObject({ version: 2, handlers: [{ id: alert.handlers[0].id }] });
  });

  it('is deleted when no document has it any more', async () => {
    const text = alertWith(daily, 'expiration/Other');
    const { body } = await sent(product(), text, '?prune=Alert&dryRun=true').expect(207);
    expect(resultsOf(body)).toEqual({
      ...{ 'Alert expiration/Other': 'created', 'Alert expiration/Restarts': 'deleted' },
      // A workflow definition is started by this one.
      ...{ 'Alert expiration/Payments / ending': 'failed', 'Alert issued/Payments / ending': 'deleted' },
    });
    expect(JSON.stringify(body.objects)).toContain('in_use');
  });

  it('names the CA of a responder by its fingerprint', async () => {
    const twins = ['1', '2'].map((serial) => {
      const ca = party('Same name');
      return certificate(ca, ca, { serial, extensions: [extensions.ca] });
    });
    for (const der of twins) {
      await product()
        .call('post', '/certificates/upload')
        .set('Content-Type', 'application/pkix-cert')
        .send(der)
        .expect(201);
    }
    const fingerprint = createHash('sha256').update(twins[1]!).digest('hex');
    const endpoint = (issuer: string) =>
      `schedule: {interval: {minutes: 60}}, endpoint: {type: ocsp, url: 'http://ocsp.example', issuerCertificateId: ${issuer}}`;
    const named = (issuer: string) => alertWith(endpoint(issuer), 'revocation_monitoring/Responder');
    const ambiguous = await sent(product(), named('Same name')).expect(422);
    expect(faultsOf(ambiguous.body)).toEqual([expect.stringMatching(/issuerCertificateId ambiguous_name/)]);
    await sent(product(), named(fingerprint)).expect(200);
    expect(await exported(product(), '?names=revocation_monitoring%2FResponder')).toContain(
      `issuerCertificateId: ${fingerprint}`,
    );
    expect((await sent(product(), named(fingerprint)).expect(200)).body.counts).toMatchObject({ unchanged: 1 });
  });

  it('has its kind in its name alone', async () => {
    const twice = await sent(product(), alertWith(`kind: expiration, ${daily}`)).expect(422);
    expect(faultsOf(twice.body)).toEqual([expect.stringMatching(/^\/0\/spec\/kind unknown_field .*metadata/)]);
    for (const name of ['Restarts', 'ending/Restarts', 'expiration/']) {
      const { body } = await sent(product(), alertWith(daily, name)).expect(422);
      expect(faultsOf(body)).toEqual([expect.stringMatching(/^\/0\/metadata\/name wrong_value .*no Alert/)]);
    }
  });
});

describe('an SSH key in a file', () => {
  const publicKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIC9xXY1iHAr2SWj0bQKN7s1nqNYlQ3ak1ckyw9pJdPqR';
  const { fingerprint } = readPublicKey(publicKey)!;
  const keyNamed = (name: string, spec: object) =>
    `${JSON.stringify({ apiVersion: 'certloom/v1', kind: 'SshKey', metadata: { name }, spec })}\n`;

  it('may say its public part in the place of what that says, and stays the same', async () => {
    const text = keyNamed(fingerprint, { publicKey, userName: 'deploy' });
    expect((await sent(product(), text).expect(200)).body.counts).toMatchObject({ created: 1 });
    expect((await sent(product(), text).expect(200)).body.counts).toMatchObject({ unchanged: 1 });
    const said = await exported(product(), `?names=${encodeURIComponent(fingerprint)}`);
    expect(said).toContain('keyType: ssh-ed25519');
    expect(said).not.toContain('publicKey');
    expect((await sent(product(), said).expect(200)).body.counts).toMatchObject({ unchanged: 1 });
  });

  it('is refused under another name than its own, or none that a key can have', async () => {
    const other = await sent(product(), keyNamed(`SHA256:${'x'.repeat(43)}`, { publicKey })).expect(422);
    expect(faultsOf(other.body)).toEqual([
      expect.stringMatching(/fingerprint wrong_value .*the publicKey says SHA256:/),
    ]);
    const none = await sent(product(), keyNamed('deploy', { publicKey })).expect(422);
    expect(faultsOf(none.body)).toEqual([expect.stringMatching(/^\/0\/metadata\/name wrong_value .*no SshKey/)]);
  });
});

describe('an import', () => {
  it('names every fault of every document with its line, and writes nothing', async () => {
    const text = [
      group('One', '\n  members:\n    - nobody\n  emial: x'),
      group('One'),
      'apiVersion: certloom/v2\nkind: Grup\nmetadata: {name: x}\nspec: {}\n',
      group('Two', '\n  description: *.example.org'),
      'apiVersion: certloom/v1\nkind: NotificationProfile\nmetadata: {name: s}\nspec:\n  recipientType: none\n  channels:\n    - {type: slack, url: "https://x.example"}\n',
      group('Three', '\n  emial: x').replace('name: Three', 'name: Three\n  annotations: {}'),
      // Those that refer to one with a fault have none of their own.
      'apiVersion: certloom/v1\nkind: Secret\nmetadata: {name: p12}\nspec: {secret: {secretRef: p12}}\n',
      'apiVersion: certloom/v1\nkind: Discovery\nmetadata: {name: Stores}\nspec:\n  kind: folder\n  attributes: {path: /srv/stores, passwordSecrets: [p12]}\n',
      'apiVersion: certloom/v1\nkind: ScheduledJob\nmetadata: {name: Nightly}\nspec:\n  jobType: discovery\n  cron: 0 2 * * *\n  parameters: {discovery: Stores}\n',
      'apiVersion: certloom/v1\nkind: Discovery\nmetadata: {name: Bad}\nspec: {kind: folder, attributes: {}}\n',
      'apiVersion: certloom/v1\nkind: ScheduledJob\nmetadata: {name: Weekly}\nspec:\n  jobType: discovery\n  cron: 0 2 * * 1\n  parameters: {discovery: Bad}\n',
    ].join('---\n');
    const { body } = await sent(product(), text).expect(422);
    expect(faultsOf(body)).toEqual([
      expect.stringMatching(/^\/0\/spec\/members\/0 unknown_name document 1, line 7: /),
      expect.stringMatching(/^\/0\/spec\/emial unknown_field document 1, line 8: .*email/),
      expect.stringMatching(/^\/1\/metadata\/name duplicate document 2, line \d+: /),
      expect.stringMatching(/^\/2\/apiVersion wrong_value document 3, line 16: /),
      expect.stringMatching(/^\/2\/kind wrong_value document 3, line 17: .*Group/),
      expect.stringMatching(/^\/3 invalid_yaml document 4, line 26: .*quotes/),
      expect.stringMatching(/^\/4\/spec\/channels\/0\/url secret_in_document document 5, line \d+: /),
      expect.stringMatching(/^\/5\/metadata\/annotations unknown_field document 6/),
      expect.stringMatching(/^\/5\/spec\/emial unknown_field document 6/),
      expect.stringMatching(/^\/6\/spec\/secret secret_missing document 7/),
      expect.stringMatching(/^\/9\/spec\/attributes\/path required document 10/),
    ]);
    expect((await product().call('get', '/groups?name=One')).body.items).toEqual([]);
  });

  it('takes what is left out for its default, as the object’s own path does', async () => {
    const text =
      'apiVersion: certloom/v1\nkind: Discovery\nmetadata: {name: Net2}\nspec: {kind: tls_scan, attributes: {targets: [a.example.org]}}\n';
    expect((await sent(product(), text).expect(200)).body.counts).toMatchObject({ created: 1 });
    expect((await sent(product(), text).expect(200)).body.counts).toMatchObject({ unchanged: 1 });
    const { body } = await sent(product(), text.replace('targets:', 'portz: [a], targets:')).expect(422);
    expect(faultsOf(body)).toEqual([
      expect.stringMatching(/^\/0\/spec\/attributes\/portz unknown_field document 1, line 4/),
    ]);
  });

  it('resolves what its own documents refer to, in whatever order they stand', async () => {
    const text = [
      group('Late', '{members: [newcomer]}'),
      'apiVersion: certloom/v1\nkind: TriggerSet\nmetadata:\n  name: certificate_expiring/groups/Late\nspec: {ignore: [], actions: []}\n',
      'apiVersion: certloom/v1\nkind: User\nmetadata: {name: newcomer}\nspec: {}\n',
    ].join('---\n');
    const d1 = await sent(product(), text, '?dryRun=true');
    expect(d1.body.counts).toMatchObject({ created: 3 });
    expect((await sent(product(), text).expect(200)).body.counts).toMatchObject({ created: 3, failed: 0 });
    expect((await sent(product(), text).expect(200)).body.counts).toMatchObject({ unchanged: 3 });
    const { body } = await product().call('get', '/groups/Late').expect(200);
    expect(body.memberNames).toEqual(['newcomer']);
  });

  it('deletes what is missing of the kinds that it is told, and reports what is still used', async () => {
    const text = await exported(product(), '?kinds=Group&names=Payments');
    const { body: dry } = await sent(product(), text, '?prune=Group&prune=TriggerSet&dryRun=true').expect(200);
    expect(resultsOf(dry)).toMatchObject({ 'Group Late': 'deleted', 'Group Payments': 'unchanged' });
    const { body } = await sent(product(), text, '?prune=Group&prune=TriggerSet').expect(200);
    expect(resultsOf(body)).toEqual(resultsOf(dry));
    expect((await product().call('get', '/groups')).body.items).toHaveLength(1);
    const { body: foreseen } = await sent(product(), text, '?prune=NotificationProfile&dryRun=true').expect(207);
    const { body: refused } = await sent(product(), text, '?prune=NotificationProfile').expect(207);
    expect(foreseen.objects).toEqual(refused.objects);
    expect(refused.objects.at(-1)).toMatchObject({ name: 'On call', result: 'failed', faults: [{ code: 'in_use' }] });
    for (const empty of [{ text: '' }, { text: '# nothing\n---\n' }, { documents: [] }]) {
      const call = product().call('post', '/imports?prune=Trigger').send(empty);
      expect(faultsOf((await call.expect(422)).body)).toEqual([
        expect.stringMatching(/^\/query\/prune nothing_to_apply /),
      ]);
    }
    expect((await product().call('get', '/triggers')).body.items).not.toHaveLength(0);
  });

  it('deletes by label only what was applied with it', async () => {
    const labelled = (name: string, team: string) =>
      group(name).replace(`name: ${name}`, `name: ${name}\n  labels: {team: ${team}}`);
    const [one, two, other] = [labelled('One', 'pay'), labelled('Two', 'pay'), labelled('Other', 'web')];
    await sent(product(), [one, two, other].join('---\n')).expect(200);
    expect(await exported(product(), '?kinds=Group&names=Two')).toContain('  labels:\n    team: pay\n');
    const { body: again } = await sent(product(), two).expect(200);
    expect(resultsOf(again)).toEqual({ 'Group Two': 'unchanged' });
    const { body } = await sent(product(), one, '?prune=Group&label=team%3Dpay').expect(200);
    expect(resultsOf(body)).toEqual({ 'Group One': 'unchanged', 'Group Two': 'deleted' });
    const { body: moved } = await sent(product(), labelled('One', 'web')).expect(200);
    expect(moved.objects[0]).toMatchObject({ result: 'changed', changes: [{ path: '/metadata/labels' }] });
    expect((await product().call('get', '/groups/One')).headers['etag']).toBe('"1"');
    const { body: rows } = await product().call('get', '/audit-log?operation=groups.update').expect(200);
    expect(rows.items.find((row: { message: string }) => row.message === 'labels changed')).toMatchObject({
      ...{ operationResult: 'success', resource: { type: 'groups', objects: [{ name: 'One' }] } },
      additionalData: { before: { labels: { team: 'pay' } }, after: { labels: { team: 'web' } } },
    });
    await sent(product(), one, '?label=team%3Dpay').expect(422);
    const { body: rest } = await sent(product(), labelled('One', 'web'), '?prune=Group&label=team%3Dweb').expect(200);
    expect(resultsOf(rest)).toEqual({ 'Group One': 'unchanged', 'Group Other': 'deleted' });
  });

  it('takes JSON, and refuses a text that nobody could read', async () => {
    const document = { apiVersion: 'certloom/v1', kind: 'Group', metadata: { name: 'Json' }, spec: {} };
    const { body } = await product()
      .call('post', '/imports')
      .send({ documents: [document] })
      .expect(200);
    expect(resultsOf(body)).toEqual({ 'Group Json': 'created' });
    await sent(product(), `spec: ${'['.repeat(5_000)}`).expect(422);
    const { body: refused } = await sent(product(), group('Many', `{members: [${'a,'.repeat(140_000)}]}`)).expect(413);
    expect(refused.detail).toContain('document 1 (Group Many), line 1, has more than');
    await product().call('post', '/imports').send({}).expect(422);
  });

  it('is what the command sends, whose exit code tells whether something would change', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'certloom-file-'));
    const file = join(folder, 'all.yaml');
    const env = { CERTLOOM_URL: product().api.url, CERTLOOM_API_KEY: product().adminKey };
    let said = '';
    const terminal = { out: (text: string) => void (said += text), error: (text: string) => void (said += text) };
    const apply = async (text: string, dryRun: boolean, prune: string[] = []) => {
      said = '';
      writeFileSync(file, text);
      return applyFile({ command: 'apply', file, dryRun, prune, labels: [], replaceSecrets: false }, terminal, env);
    };
    expect(await exportToTerminal({ command: 'export', kinds: ['Group'], names: ['Payments'] }, terminal, env)).toBe(0);
    const text = said;
    expect(await apply(text, true)).toBe(0);
    const changed = text.replace('email: null', 'email: pay@example.org');
    expect(await apply(changed, true)).toBe(2);
    expect(said).toContain('~ Group Payments: changed (line 1)\n    /email: "pay@example.org"\n1 changed (dry run');
    expect(await apply(changed, false)).toBe(0);
    expect(await apply(changed, true)).toBe(0);
    expect(await apply('kind: Group', false)).toBe(1);
    expect(said).toContain('document 1, line 1: ');
    expect(await apply('', false, ['Trigger'])).toBe(1);
    expect(said).toContain('the file has no document');
    rmSync(folder, { recursive: true });
  });

  it('tells in a dry run what the path of an object would refuse', async () => {
    const text = (await exported(product(), '?kinds=Trigger')).replace('operator: EQUALS', 'operator: CONTAINZ');
    const { body } = await sent(product(), text, '?dryRun=true').expect(422);
    expect(faultsOf(body)).toEqual([expect.stringMatching(/^\/0\/spec\/condition\/operator \w+ document 1, line \d+/)]);
  });

  it('has a schema', async () => {
    const { body } = await product().call('get', '/exports/schema').expect(200);
    expect(body.properties.kind.enum).toContain('RaProfile');
    expect(body.$defs.GroupRequest.properties).not.toHaveProperty('name');
  });
});
