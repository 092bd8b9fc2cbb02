import { setTimeout as sleep } from 'node:timers/promises';
import { buildCertificate, toPem } from '../hostile/certificate-builder';
import { productOfFile } from '../support/product';
import { camel, czertainlyExport, keyfactorExport, pascal, recased } from './varied-exports';

/* Replies are JSON of any shape; the assertions say what is expected of them. */
/* eslint-disable @typescript-eslint/no-explicit-any */

const product = productOfFile();
const resource = 'certificates';
const named = (operator: string, value: string) => ({
  ...{ fieldSource: 'property', fieldIdentifier: 'COMMON_NAME', operator, value },
});
const condition = (uuid: string, ...items: object[]) => ({ uuid, name: uuid, type: 'checkField', resource, items });
const trigger = (uuid: string, name: string, more: object) => ({
  ...{ uuid, name, type: 'event', resource, ignoreTrigger: false, event: 'certificate_uploaded' },
  ...more,
});
const paged = (items: object[]) => ({
  itemsPerPage: 100,
  pageNumber: 1,
  totalPages: 1,
  totalItems: items.length,
  items,
});

const files = [
  paged([{ uuid: 'u-group', name: 'Payments', description: 'who pays' }]),
  [{ uuid: 'u-team', name: 'team', contentType: 'string', resources: ['certificates'], properties: { label: 'Team' } }],
  [
    {
      uuid: 'u-ra',
      name: 'Web',
      description: '',
      enabled: true,
      authorityInstanceUuid: 'a',
      authorityInstanceName: 'EJBCA',
    },
  ],
  [
    {
      ...{ uuid: 'u-tell', name: 'Tell owners', recipientType: 'owner', internalNotification: true },
      ...{ frequency: 'P1D', repetitions: 2, eventDataCategories: ['METADATA'] },
    },
  ],
  paged([condition('k-pay', named('STARTS_WITH', 'pay')), condition('k-odd', named('RHYMES_WITH', 'x'))]),
  paged([
    { uuid: 'r-pay', name: 'pay', resource, conditionsUuids: ['k-pay'] },
    { uuid: 'r-odd', name: 'odd', resource, conditionsUuids: ['k-pay', 'k-odd'] },
  ]),
  paged([
    {
      ...{ uuid: 'e-set', name: 'set', type: 'setField', resource },
      items: [
        { fieldSource: 'property', fieldIdentifier: 'GROUP_NAME', data: ['u-group'] },
        { fieldSource: 'custom', fieldIdentifier: 'team|STRING', data: [{ data: 'billing' }] },
      ],
    },
    {
      uuid: 'e-tell',
      name: 'tell',
      type: 'sendNotification',
      resource,
      items: [{ notificationProfileUuid: 'u-tell' }],
    },
  ]),
  paged([{ uuid: 'a-all', name: 'all', resource, executionsUuids: ['e-set', 'e-tell'] }]),
  [
    trigger('t-pay', 'Payments', { rulesUuids: ['r-pay'], actionsUuids: ['a-all'] }),
    trigger('t-odd', 'Odd', { rulesUuids: ['r-odd'], actionsUuids: ['a-all'] }),
    trigger('t-bad', 'Bad names', {
      ignoreTrigger: true,
      rules: [
        { uuid: 'r-bad', name: 'bad', resource, conditions: [condition('k-bad', named('ENDS_WITH', '.bad.example'))] },
      ],
      actions: [],
    }),
    trigger('t-end', 'Ends', { event: 'certificate_expiring', rulesUuids: ['r-pay'], actionsUuids: ['a-all'] }),
  ],
  [{ event: 'certificate_expiring', resource: 'groups', objectUuid: 'u-group', triggerUuids: ['t-end'] }],
  { certificate_uploaded: ['t-bad', 't-odd', 't-pay'] },
  [
    {
      jobName: 'statuses',
      jobType: 'x.HandleExpiringCertificatesTask',
      cronExpression: '0 0 2 * * ?',
      enabled: true,
      oneTime: false,
    },
  ],
].map((content, index) => ({ name: `${index}.json`, content }));

const send = async (body: object): Promise<any> =>
  (await product().call('post', '/imports').send(body).expect(200)).body;
const outcomesOf = (report: any) =>
  Object.fromEntries(report.items.map(({ kind, name, outcome }: any) => [`${kind} ${name}`, outcome]));
/** A busy machine may answer 202 first; then the upload tells what became of it. */
async function upload(subject: string): Promise<{ status: string; uuid: string | null }> {
  const certificate = toPem(buildCertificate({ subject, sans: [subject] }));
  const { body } = await product().call('post', '/certificates/upload/async').send({ certificate }).expect(202);
  for (;;) {
    const { status, certificateUuid } = (await product().call('get', `/uploads/${body.uploadId}`).expect(200)).body;
    if (status !== 'processing') return { status, uuid: certificateUuid ?? null };
    await sleep(500);
  }
}
const everything = async () => {
  const paths = ['groups', 'custom-attributes', 'ra-profiles', 'notification-profiles', 'triggers'];
  const answers = await Promise.all(
    paths.map(async (path) => (await product().call('get', `/${path}`).expect(200)).body),
  );
  return JSON.stringify(answers.map(({ items }) => items));
};

it('M17 triggers of CZERTAINLY decide here as there, every field is mapped or named, and a second import changes nothing', async () => {
  const dry = await send({ files });
  expect(outcomesOf(dry)['Trigger Payments']).toBe('created');
  expect((await product().call('get', '/triggers').expect(200)).body.items).toEqual([]);

  const report = await send({ files, dryRun: false });
  expect(outcomesOf(report)).toMatchObject({
    ...{ 'Group Payments': 'created', 'CustomAttribute team': 'created', 'RaProfile Web': 'created' },
    ...{ 'NotificationProfile Tell owners': 'created', 'Trigger Payments': 'created', 'Trigger Odd': 'created' },
    ...{ 'Trigger Bad names': 'created', 'Trigger Ends': 'created', 'Condition k-pay': 'skipped' },
    ...{ 'EventSettings certificate_uploaded': 'created', 'ScheduledJob statuses': 'skipped' },
  });
  expect(report.totals.failed).toBe(0);
  for (const [index, { content }] of files.entries()) {
    const items = report.items.filter(({ file }: any) => file === `${index}.json`);
    const told = items.flatMap(({ mappedPaths, notes }: any) => [
      ...mappedPaths,
      ...notes.map(({ path }: any) => path),
    ]);
    expect(leaves(content).filter((path) => !told.includes(path))).toEqual([]);
  }
  const codes = report.items.flatMap(({ kind, notes }: any) => notes.map(({ code }: any) => `${kind} ${code}`));
  expect(codes).toEqual(
    expect.arrayContaining([
      ...['Condition field_unknown', 'Trigger disabled', 'Trigger shared', 'RaProfile authority_unknown'],
      'ScheduledJob schedule_unmapped',
    ]),
  );

  const paid = await upload('pay.example.org');
  expect(paid.status).toBe('stored');
  const { body: stored } = await product().call('get', `/certificates/${paid.uuid}`).expect(200);
  expect(stored.groupNames).toEqual(['Payments']);
  expect(JSON.stringify(stored.customAttributes)).toContain('billing');
  expect((await upload('x.bad.example')).status).toBe('ignored');
  const other = await upload('other.example.org');
  expect((await product().call('get', `/certificates/${other.uuid}`)).body.groups).toEqual([]);
  const triggers = (await product().call('get', '/triggers').expect(200)).body.items;
  expect(triggers.filter(({ enabled }: any) => !enabled).map(({ name }: any) => name)).toEqual(['Odd']);
  const set = await product().call('get', '/trigger-sets/certificate_uploaded').expect(200);
  expect(set.body.actions.map(({ name }: any) => name)).toEqual(['Odd', 'Payments']);

  // What people set here since stays, also when the files are imported over it.
  const [group] = (await product().call('get', '/groups').expect(200)).body.items;
  await product()
    .call('patch', `/groups/${group.uuid}`)
    .set('If-Match', '*')
    .send({ renewalNote: 'ask Kim' })
    .expect(200);
  const before = await everything();
  expect(before).toContain('ask Kim');
  for (const onConflict of ['skip', 'update', 'rename']) {
    const again = await send({ files, dryRun: false, onConflict });
    expect([onConflict, again.totals]).toEqual([
      onConflict,
      expect.objectContaining({ created: 0, updated: 0, failed: 0 }),
    ]);
  }
  expect(await everything()).toBe(before);
});

it('a second import says that nothing differs, and of what was changed here since that it stays', async () => {
  const again = await send({ files, dryRun: false });
  const notesOf = (report: any, name: string) =>
    report.items.find((one: any) => `${one.kind} ${one.name}` === name).notes.map(({ code }: any) => code);
  expect(notesOf(again, 'NotificationProfile Tell owners')).toContain('unchanged');
  expect(notesOf(again, 'Trigger Payments')).toEqual(expect.not.arrayContaining(['exists']));
  const [group] = (await product().call('get', '/groups').expect(200)).body.items;
  const change = { description: 'changed here' };
  await product().call('patch', `/groups/${group.uuid}`).set('If-Match', '*').send(change).expect(200);
  const later = await send({ files });
  expect(notesOf(later, 'Group Payments')).toContain('exists');
  expect(notesOf(later, 'Group Payments')).not.toContain('unchanged');
});

it('what had no place here can be read, as far as one may read the objects', async () => {
  const list = async (query: string, key?: string): Promise<any> =>
    (await product().call('get', `/imports/origins?${query}`, key)).body;
  const { items } = await list('kind=RaProfile&count=true');
  const [profile] = (await product().call('get', '/ra-profiles').expect(200)).body.items;
  expect(items).toMatchObject([{ system: 'czertainly', originId: 'u-ra', object: profile.uuid, isPart: false }]);
  expect((await list(`object=${profile.uuid}`)).items).toEqual(items);
  const jobs = await list('kind=ScheduledJob&hasKept=true');
  expect(jobs.items).toMatchObject([{ originKind: 'ScheduledJob', object: null, isPart: true }]);
  expect(jobs.items[0].kept).toContainEqual({ path: '/cronExpression', value: '0 0 2 * * ?' });
  const rules = (await list('originKind=Rule&sort=-origin')).items;
  expect(rules.map(({ originId, kind }: any) => [originId, kind])).toEqual([
    ['r-pay', 'Trigger'],
    ['r-odd', 'Trigger'],
  ]);
  const first = await list('limit=1&originKind=Rule');
  const second = await list(`limit=1&originKind=Rule&cursor=${first.nextCursor}`);
  expect([...first.items, ...second.items].reverse()).toEqual(rules);

  const make = async (path: string, body: object) => (await product().call('post', path).send(body).expect(201)).body;
  await make('/roles', { name: 'Groups only', permissions: ['groups:read'] });
  await make('/users', { username: 'of-groups', roles: ['Groups only'] });
  const { key } = await make('/api-keys', { name: 'k', user: 'of-groups' });
  const seen = (await list('limit=200', key)).items.map(({ kind }: any) => kind);
  expect([...new Set(seen)]).toEqual(['Group']);
  expect((await list('kind=Trigger', key)).code).toBe('forbidden');
});

it('the job that checks certificates there gives its schedule to the one here, when asked to, once', async () => {
  const job = {
    ...{ uuid: 'j-status', jobName: 'updateCertificateStatusJob', cronExpression: '0 15 3 ? * MON-FRI', system: true },
    ...{ enabled: true, oneTime: false, jobType: 'com.czertainly.core.tasks.UpdateCertificateStatusTask' },
  };
  const given = [{ content: [job] }];
  const outcomes: unknown[] = [];
  for (const onConflict of ['skip', 'rename', 'update', 'update']) {
    const { items } = await send({ files: given, dryRun: false, onConflict });
    outcomes.push([onConflict, items[0].outcome]);
  }
  expect(outcomes).toEqual([
    ['skip', 'skipped'],
    ['rename', 'skipped'],
    ['update', 'updated'],
    ['update', 'skipped'],
  ]);
  const { items } = (await product().call('get', '/scheduled-jobs?name=validation').expect(200)).body;
  expect(items).toMatchObject([{ name: 'validation', cron: '15 3 * * 1-5', enabled: true, system: true }]);
});

it('exports in the shapes that clients give them are answered, whatever has become of them', async () => {
  const shapes = [
    { Results: [recased(keyfactorExport, camel)] },
    recased(czertainlyExport, pascal),
    czertainlyExport.map((one) => JSON.stringify(one)).join('\n'),
    `\ufeff${JSON.stringify({ items: [{ items: [keyfactorExport] }] })}`,
    '',
    [null, {}, [], 'x', { Steps: [{}] }, { Name: 1, Contents: 'x' }, { name: {}, approvalSteps: [{}] }],
    {
      Scripts: [{ Contents: 'x' }],
      ExpirationAlerts: [{}, null],
      WorkflowDefinitions: [{ Steps: [null] }],
      triggers: [{}],
    },
    [
      { jobName: '', cronExpression: 5, jobType: [] },
      { name: 'x', contentType: 'string', resources: {} },
    ],
  ];
  for (const content of shapes) {
    for (const onConflict of ['skip', 'update', 'rename']) {
      const { status, body } = await product()
        .call('post', '/imports')
        .send({ files: [{ content }], onConflict });
      expect([status, body.code]).toEqual([200, undefined]);
    }
  }
});

it.each([
  ['Keyfactor Command', { name: 'all.json', content: keyfactorExport }],
  ['CZERTAINLY', { name: 'all.json', content: czertainlyExport }],
])('a whole export of %s is taken as its dry run says, and a second one changes nothing', async (_name, file) => {
  const body = { files: [file], onConflict: 'update' };
  const dry = await send(body);
  const real = await send({ ...body, dryRun: false });
  const plain = ({ items }: any) => items.map(({ id: _i, ...one }: any) => one);
  expect(plain(real)).toEqual(plain(dry));
  expect(real.totals.created).toBeGreaterThan(2);
  const again = await send({ ...body, dryRun: false });
  expect(again.totals).toMatchObject({ created: 0, updated: 0 });
  for (const { kind, id } of real.items) {
    if (kind !== 'WorkflowDefinition' || id === null) continue;
    const definition = (await product().call('get', `/builder/definitions/${id}`).expect(200)).body;
    expect(definition.origin).toMatchObject({ originId: expect.stringMatching(/^w-/), raw: expect.anything() });
    expect(definition.origin.steps.map(({ originId: step }: any) => step)).toContain('id-EndNOOP');
    expect((await product().call('get', `/exports?kinds=WorkflowDefinition`)).text).not.toContain('origin');
  }
});

it('takes the exports of both products in one import: what refers to a name that both have means its own', async () => {
  const other = (content: unknown) =>
    JSON.parse(JSON.stringify(content).replace(/team/g, 'crew').replace(/Team/g, 'Crew').replace(/eak/g, 'eaker'));
  const files = [
    { name: 'keyfactor.json', content: { MetadataFields: [{ ...other(keyfactorExport.MetadataFields[0]), Id: 91 }] } },
    ...czertainlyExport.map((content, index) => ({ name: `czertainly-${index}.json`, content: other(content) })),
  ];
  const { items } = await send({ files, dryRun: false });
  const notes = (name: string) => items.find((item: any) => item.name === name && item.system === 'czertainly').notes;
  expect([notes('Weaker keys'), notes('certificate_uploaded')].flat().map(({ code }: any) => code)).not.toContain(
    'target_missing',
  );
  const { target } = items.find((item: any) => item.kind === 'CustomAttribute');
  expect(target.name.toLowerCase()).not.toBe('crew');
  const triggers = (await product().call('get', '/triggers').expect(200)).body.items;
  const { uuid } = triggers.find(({ name }: any) => name === 'Weaker keys');
  const { actions } = (await product().call('get', `/triggers/${uuid}`).expect(200)).body;
  expect(actions).toMatchObject([{ type: 'setCustomAttribute', name: target.name }]);
});

/** JSON Pointers of all scalars, empty lists and empty objects. */
function leaves(value: any, path = ''): string[] {
  const inner = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return inner.length === 0 ? [path] : inner.flatMap(([name, one]) => leaves(one, `${path}/${name}`));
}
