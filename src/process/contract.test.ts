import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { createOpenApiDocument } from '../api/http/openapi';
import { auditResources } from '../domain/identity/audit';
import { events, resources } from '../domain/events/catalogue';
import { fieldsFor } from '../domain/conditions/fields';
import { leafSchemas } from '../api/conditions/schemas';
import { anything, describedRoutes } from './description';

const described = describedRoutes();
const { routes } = described;
afterAll(() => described.close());

const named = routes.map((route) => ({ ...route, toString: () => route.operationId }));
const document: ReturnType<typeof JSON.parse> = createOpenApiDocument(routes, {
  prefix: '/api/v1',
  publicUrl: 'http://localhost',
});

/** Verbs for what is more than reading and writing an object. */
const actions =
  'acknowledge cancel compare convert copy decide enable export import instantiate lint mark pause preview probe publish purge record rekey renew replay request resend reschedule restart restore resume retry revoke rotate run search set sign signal start stop test unacknowledge unpublish upload validate verify withdraw';
const imperatives = [
  'List Get Create Update Delete Acknowledge Cancel Change Compare Convert Copy Decide Enable Export Import Instantiate Lint Mark Pause Preview Probe Publish Purge Record Renew Replay Request Resend Reschedule Restore Resume Retry Revoke Rotate',
  'Restart Run Search Set Sign Signal Start Stop Test Unpublish Upload Validate Verify Withdraw',
].flatMap((line) => line.split(' '));

/** The verbs of an operation id for what each method does to an object. */
const verbs: Readonly<Record<string, readonly string[]>> = {
  get: ['list', 'get'],
  post: ['create'],
  put: ['update'],
  patch: ['update', 'patch'],
  delete: ['delete'],
};

it.each(named)('$operationId has a verb of the list in its id and an imperative summary', (route) => {
  const { operationId, summary, method, query } = route;
  const [verb = ''] = /^[a-z]+/.exec(operationId) ?? [];
  expect([...(verbs[method] ?? []), ...actions.split(' ')]).toContain(verb);
  expect(imperatives).toContain(summary.split(' ', 1)[0]);
  expect(summary).not.toMatch(/\.$/);
  if (query !== undefined && 'cursor' in shapeOf(query)) expect(verb).toBe('list');
});

it.each(named)('$operationId writes its audit rows under a resource that is spelled alike everywhere', ({ audit }) => {
  if (audit === undefined || audit === 'own') return;
  expect(auditResources).toContain(audit.resource);
  expect(audit.operation).toMatch(/^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$/);
});

it('audit resources are camelCase, as those of the catalogue of events', () => {
  for (const resource of [...auditResources, ...resources]) expect(resource).toMatch(/^[a-z]+([A-Z][a-z]+)*$/);
});

it('every list that can be sorted is sorted by one parameter of one form', () => {
  for (const { operationId, query, body } of routes) {
    const shape = { ...(query === undefined ? {} : shapeOf(query)), ...(body === undefined ? {} : shapeOf(body)) };
    expect([operationId, Object.keys(shape).filter((name) => /order|direction/i.test(name))]).toEqual([
      operationId,
      [],
    ]);
    if (shape['sort'] === undefined) continue;
    const { safeParse } = shape['sort'];
    expect([operationId, safeParse('-').success, safeParse('name desc').success]).toEqual([operationId, false, false]);
  }
  const sorts = [...parameters(), ...bodyMembers()].filter(({ name }) => name === 'sort');
  expect(sorts.length).toBeGreaterThan(4);
  for (const { at, schema } of sorts) {
    const fields: string[] = schema.enum.filter((field: string) => !field.startsWith('-'));
    expect([at, [...schema.enum].sort()]).toEqual([at, [...fields, ...fields.map((field) => `-${field}`)].sort()]);
  }
});

it.each(named.filter(({ method, ifMatch }) => method === 'put' && ifMatch === true))(
  '$operationId can also be asked for some members only',
  ({ path, operationId, body }) => {
    const patch = routes.find((route) => route.path === path && route.method === 'patch');
    expect(patch).toMatchObject({ operationId: operationId.replace('update', 'patch'), ifMatch: true });
    expect(patch?.body?.safeParse({}).success).toBe(true);
    expect(Object.keys(shapeOf(patch!.body!))).toEqual(Object.keys(shapeOf(body!)));
  },
);

it('ids in paths are called alike', () => {
  const names = new Set(parameters().flatMap(({ name, where }) => (where === 'path' ? [name] : [])));
  const natural = ['code', 'event', 'name', 'number', 'resource', 'version'];
  expect([...names].filter((name) => !natural.includes(name) && !/^(uuid|\w+(Uuid|Id))$/.test(name))).toEqual([]);
});

it('records have ids named after their kind', () => {
  const owners = Object.entries<ReturnType<typeof JSON.parse>>(document.components.schemas)
    .filter(([, schema]) => 'id' in (schema.properties ?? {}))
    .map(([name]) => name);
  const ofActions = owners.filter((name) => /(?:Action|Handler|HandlerRequest)$/.test(name));
  expect(owners.filter((name) => !ofActions.includes(name))).toEqual(['AuditRow', 'ImportItem']);
});

it('every union in the description is a named schema or one that may be null, and its objects are named', () => {
  const faults: string[] = [];
  visit(document, '', (node, path) => {
    const members: ReturnType<typeof JSON.parse>[] = node.anyOf ?? node.oneOf ?? [];
    const present = members.filter(({ type }) => type !== 'null');
    const isNamed = /^\/components\/schemas\/\w+$/.test(path);
    if (present.length > 1 && !isNamed) faults.push(`${path}: a union without a name`);
    if (present.some(({ type }) => type === 'object')) faults.push(`${path}: an object without a name in a union`);
    if (isNamed && Array.isArray(node.type) && node.type.includes('object')) faults.push(`${path}: null has its name`);
  });
  expect(faults).toEqual([]);
});

it('combines no schemas with allOf: generators of clients take it of objects only', () => {
  const found: string[] = [];
  visit(document, '', ({ allOf }, path) => {
    if (allOf !== undefined) found.push(path);
  });
  expect(found).toEqual([]);
});

it('has no content that the Python client was not told how to take', () => {
  const settings = readFileSync(path.join(__dirname, '../../test/clients/python-client.yaml'), 'utf8');
  const { content_type_overrides: taken } = parse(settings) as { content_type_overrides: Record<string, string> };
  const faults: string[] = [];
  const see = (at: string, content: object | undefined, known: RegExp) => {
    for (const type of Object.keys(content ?? {})) if (!known.test(taken[type] ?? type)) faults.push(`${at}: ${type}`);
  };
  for (const [at, methods] of Object.entries<ReturnType<typeof JSON.parse>>(document.paths)) {
    for (const { requestBody, responses } of Object.values<ReturnType<typeof JSON.parse>>(methods)) {
      see(`request of ${at}`, requestBody?.content, /json$|^application\/octet-stream$|^multipart\/form-data$/);
      for (const { content } of Object.values<ReturnType<typeof JSON.parse>>(responses)) {
        see(`answer of ${at}`, content, /json$|^application\/octet-stream$|^text\//);
      }
    }
  }
  expect(faults).toEqual([]);
});

it('every reference in the description leads somewhere', () => {
  visit(document, '', ({ $ref }, path) => {
    if (typeof $ref !== 'string') return;
    const found = $ref
      .slice(2)
      .split('/')
      .reduce((node, member) => node?.[member], document);
    expect([path, $ref, found === undefined]).toEqual([path, $ref, false]);
  });
});

it('docs/configuration.schema.json is what GET /exports/schema answers; CERTLOOM_TEST_WRITE=1 writes it', async () => {
  const route = routes.find(({ operationId }) => operationId === 'getConfigurationSchema')!;
  const { body } = await route.handle(anything);
  const file = path.join(__dirname, '../../docs/configuration.schema.json');
  if (process.env['CERTLOOM_TEST_WRITE'] === '1') writeFileSync(file, `${JSON.stringify(body, null, 2)}\n`);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(body)));
});

it('says where a name may be that of several certificates, or a state may refuse', () => {
  const isSaid = (path: string) => '409' in document.paths[`/api/v1${path}`].get.responses;
  expect(['/certificates/{uuid}', '/collections/{uuid}/changes', '/deliveries', '/groups'].map(isSaid)).toEqual([
    ...[true, true, true, false],
  ]);
});

it('revisions and raw content are described', () => {
  const { paths } = document;
  expect(paths['/api/v1/groups/{uuid}'].put.parameters).toContainEqual(
    expect.objectContaining({ name: 'If-Match', in: 'header', required: true }),
  );
  expect(paths['/api/v1/trigger-sets/{event}'].put.parameters).toContainEqual(
    expect.objectContaining({ name: 'If-Match', required: false }),
  );
  for (const [path, method, status] of [
    ['/groups/{uuid}', 'get', 200],
    ['/groups', 'post', 201],
    ['/trigger-sets/{event}', 'put', 201],
  ] as const) {
    expect(Object.keys(paths[`/api/v1${path}`][method].responses[status].headers)).toContain('ETag');
  }
  expect(Object.keys(paths['/api/v1/certificates/{uuid}/content'].get.responses[200].content)).toEqual([
    'application/x-pem-file',
    'application/pkix-cert',
    'application/pkcs7-mime',
    'application/zip',
  ]);
  const upload = paths['/api/v1/certificates/upload'].post;
  expect(upload.requestBody.content['application/pkix-cert'].schema).toMatchObject({ format: 'binary' });
  expect(upload.parameters.map(({ name }: { name: string }) => name)).toEqual(['Idempotency-Key', 'Prefer']);
  expect(Object.keys(document.components.schemas.Problem.properties)).toEqual(
    expect.arrayContaining([
      'errors',
      'usedBy',
      'sets',
      'missing',
      'matchedTriggers',
      'certificateUuid',
      'firingId',
      'candidates',
    ]),
  );
});

it.each(Object.values(events))('each field and operator of $code is in one leaf schema', ({ code }) => {
  for (const { source, field, operators } of fieldsFor(code, null, [])) {
    for (const operator of operators) {
      const fitting = leafSchemas.filter(
        (leaf) =>
          leaf.sources.includes(source) && (leaf.fields?.includes(field) ?? true) && leaf.operators.includes(operator),
      );
      expect([field, operator, fitting.length]).toEqual([field, operator, 1]);
    }
  }
});

function shapeOf(schema: object): Record<string, { safeParse(value: unknown): { success: boolean } }> {
  return 'shape' in schema ? Object.fromEntries(Object.entries(schema.shape ?? {})) : {};
}

function parameters() {
  return Object.entries<ReturnType<typeof JSON.parse>>(document.paths).flatMap(([path, operations]) =>
    Object.entries<ReturnType<typeof JSON.parse>>(operations).flatMap(([method, { parameters: list = [] }]) =>
      list.map((one: ReturnType<typeof JSON.parse>) => ({
        at: `${method} ${path}`,
        name: one.name,
        where: one.in,
        schema: one.schema,
      })),
    ),
  );
}

function bodyMembers() {
  return Object.entries<ReturnType<typeof JSON.parse>>(document.components.schemas).flatMap(([at, schema]) =>
    Object.entries<ReturnType<typeof JSON.parse>>(schema.properties ?? {}).map(([name, member]) => ({
      at,
      name,
      where: 'body',
      schema: member,
    })),
  );
}

function visit(node: unknown, path: string, see: (node: ReturnType<typeof JSON.parse>, path: string) => void): void {
  if (typeof node !== 'object' || node === null) return;
  see(node, path);
  for (const [member, inner] of Object.entries(node)) visit(inner, `${path}/${member}`, see);
}
