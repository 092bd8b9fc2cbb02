import { Agent, request as httpRequest } from 'node:http';
import { buildCertificate, toPem } from '../hostile/certificate-builder';
import { productOfFile } from '../support/product';

const product = productOfFile();

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** One request as it stands, with the body in chunks: clients of the tests send none with GET. */
async function chunked(method: string, path: string, body = '', headers: Record<string, string> = {}): Promise<Answer> {
  const { url } = product().api;
  const agent = new Agent({ keepAlive: true });
  try {
    return await new Promise((resolve, reject) => {
      const sent = httpRequest(
        `${url}/api/v1${path}`,
        {
          method,
          agent,
          headers: { Authorization: `Bearer ${product().adminKey}`, 'Transfer-Encoding': 'chunked', ...headers },
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (part: string) => (text += part));
          response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
        },
      );
      sent.on('error', reject);
      if (body !== '') sent.write(body);
      sent.end();
    });
  } finally {
    agent.destroy();
  }
}

let names = 0;
async function group(): Promise<{ readonly uuid: string; readonly path: string }> {
  names += 1;
  const { body } = await product()
    .call('post', '/groups')
    .send({ name: `manners ${names}` })
    .expect(201);
  return { uuid: body.uuid as string, path: `/groups/${body.uuid as string}` };
}

describe('bodies', () => {
  it('case-A1 no octets in chunks are no body', async () => {
    expect((await chunked('GET', '/groups')).status).toBe(200);
    const { path } = await group();
    expect((await chunked('DELETE', path, '', { 'If-Match': '"1"' })).status).toBe(204);
    expect((await chunked('POST', '/groups')).status).toBe(400);
    expect((await chunked('GET', '/groups', '{}', { 'Content-Type': 'text/plain' })).status).toBe(415);
    const made = await chunked('POST', '/groups', '{"name":"in chunks"}', { 'Content-Type': 'application/json' });
    expect([made.status, made.text]).toEqual([201, expect.stringContaining('"in chunks"')]);
  });

  it.each([
    ['UTF-8', 201],
    ['utf8', 201],
    ['UTF8', 201],
    ['"utf-8"', 201],
    ['us-ascii', 201],
    ['iso-8859-1', 415],
    ['utf-16', 415],
  ])('case-A5 charset=%s', async (charset, status) => {
    const body = JSON.stringify({ name: `größer ${charset.replaceAll('"', "'")}` });
    const { url } = product().api;
    const answer = await fetch(`${url}/api/v1/groups`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${product().adminKey}`,
        'Content-Type': `application/json; charset=${charset}`,
      },
      body,
    });
    expect(answer.status).toBe(status);
    if (status === 201) expect(((await answer.json()) as { name: string }).name).toMatch(/^größer/);
  });

  it.each([
    ['line breaks as two characters', (pem: string) => pem.trim().replaceAll('\n', '\\n'), /the two characters \\n/],
    ['line breaks of Windows', (pem: string) => pem.trim().replaceAll('\n', '\\r\\n'), /the two characters \\n/],
    [
      'header lines',
      (pem: string) => pem.replace('-----\n', '-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: DES\n\n'),
      /header lines/,
    ],
    ['other characters', (pem: string) => pem.replace('\nM', '\n!'), /not base64/],
  ])('case-A6 %s in PEM are named', async (_what, spoil, detail) => {
    const bad = spoil(toPem(buildCertificate()));
    const asField = await product().call('post', '/certificates/upload').send({ certificate: bad });
    expect(asField.body).toMatchObject({ status: 400, code: 'invalid_base64' });
    expect(asField.body.detail).toMatch(detail);
    const raw = await product().call('post', '/certificates/upload').type('application/x-pem-file').send(bad);
    expect(raw.body.detail).toBe(asField.body.detail);
  });
});

describe('If-Match', () => {
  it.each(['"1"', 'W/"1"', '"1-gzip"', 'W/"1-gzip"', '"1-br"', '*'])(
    'case-A2, case-A3 %s is the current revision',
    async (tag) => {
      const { path } = await group();
      const name = `renamed by ${tag}`.replaceAll('"', "'");
      const changed = await product().call('put', path).set('If-Match', tag).send({ name });
      expect([changed.status, changed.headers['etag']]).toEqual([200, '"2"']);
    },
  );

  it.each(['"2"', 'W/"2"', '"2-gzip"', '"1-other"', '"x"'])('case-A2 %s is not', async (tag) => {
    const { path } = await group();
    const { body } = await product().call('put', path).set('If-Match', tag).send({ name: 'never' });
    expect(body).toMatchObject({ status: 412, code: 'revision_mismatch' });
  });

  it('case-A3 * means any revision, whatever the object is, also for changes at once', async () => {
    const { path } = await group();
    const renamed = await Promise.all(
      [1, 2, 3].map((at) =>
        product()
          .call('put', path)
          .set('If-Match', '*')
          .send({ name: `at once ${at}` }),
      ),
    );
    expect(renamed.map(({ status }) => status)).toEqual([200, 200, 200]);
    await product().call('delete', path).set('If-Match', '*').expect(204);
    await product().call('delete', path).set('If-Match', '*').expect(404);
    for (const path of ['/settings', '/events/certificate_uploaded/settings']) {
      const { body } = await product().call('get', path).expect(200);
      const { revision: _revision, event: _event, ...values } = body as Record<string, unknown>;
      await product().call('put', path).set('If-Match', '*').send(values).expect(200);
      await product().call('put', path).send(values).expect(428);
    }
  });
});

describe('the trigger set of the platform', () => {
  const path = '/trigger-sets/certificate_expiring';
  const empty = { ignore: [], actions: [] };

  it('case-A3 is empty in revision 0 until it is written; * is refused until then', async () => {
    const before = await product().call('get', path).expect(200);
    expect(before.headers['etag']).toBe('"0"');
    expect(before.body).toEqual({
      event: 'certificate_expiring',
      resource: 'settings',
      objectUuid: null,
      objectName: null,
      ...empty,
      revision: 0,
    });
    const refused = await product().call('put', path).set('If-Match', '*').send(empty);
    expect(refused.body).toMatchObject({ status: 412, code: 'revision_mismatch' });
    await product().call('put', path).set('If-Match', '"1"').send(empty).expect(412);

    const made = await product().call('put', path).set('If-Match', '"0"').send(empty);
    expect([made.status, made.headers['etag']]).toEqual([201, '"1"']);
    await product().call('put', path).set('If-Match', '"0"').send(empty).expect(412);
    await product().call('put', path).send(empty).expect(428);
    await product().call('put', path).set('If-Match', '*').send(empty).expect(200);
    await product().call('delete', path).set('If-Match', '*').expect(204);
    await product().call('put', path).send(empty).expect(201);
  });

  it('case-A3 an object has none until one is written', async () => {
    const { uuid } = await group();
    const ofGroup = `${path}/groups/${uuid}`;
    await product().call('get', ofGroup).expect(404);
    await product().call('put', ofGroup).set('If-Match', '*').send(empty).expect(412);
    await product().call('put', ofGroup).send(empty).expect(201);
    const atOnce = await Promise.all(
      [1, 2, 3].map(() => product().call('put', ofGroup).set('If-Match', '*').send(empty)),
    );
    expect(atOnce.map(({ status }) => status)).toEqual([200, 200, 200]);
  });
});

interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
}

describe('the description', () => {
  it('case-A4 has no schema that is made of closed ones, and says 428 where it is given', async () => {
    const { body: document } = await product().call('get', '/openapi.json').expect(200);
    const schemas = document.components.schemas as Record<string, Schema>;
    const resolve = ({ $ref, ...schema }: Schema): Schema =>
      $ref === undefined ? schema : resolve(schemas[$ref.split('/').at(-1)!]!);
    const closed = Object.entries(schemas).filter(([, { allOf = [] }]) =>
      allOf.some((part) => resolve(part).additionalProperties === false),
    );
    expect(closed.map(([name]) => name)).toEqual([]);
    expect(Object.keys(document.paths['/api/v1/trigger-sets/{event}'].put.responses)).toContain('428');

    const me = await product().call('get', '/me').expect(200);
    const key = await product().call('post', '/api-keys').send({ name: 'described' }).expect(201);
    for (const [name, answer] of [
      ['CurrentUser', me.body],
      ['NewApiKey', key.body],
    ]) {
      expect(Object.keys(schemas[name]!.properties ?? {}).sort()).toEqual(Object.keys(answer as object).sort());
      expect(schemas[name]!.additionalProperties).toBe(false);
    }
  });
});

describe('the calendar feed', () => {
  it('case-A10 has a component when nothing is due', async () => {
    const { body } = await product().call('post', '/expiring/feed').expect(201);
    const answer = await fetch(product().api.url + new URL(body.url as string).pathname);
    const text = await answer.text();
    expect(text).toMatch(/^BEGIN:VCALENDAR\r\n[^]*\r\nBEGIN:VTIMEZONE\r\nTZID:UTC\r\n[^]*END:VCALENDAR\r\n$/);
    expect(text).not.toContain('VEVENT');
  });
});
