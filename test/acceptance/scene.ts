import { setTimeout as sleep } from 'node:timers/promises';
import type request from 'supertest';
import type { Permission } from '../../src/domain/identity/permissions';
import type { TestProduct } from '../support/product';

/* Replies are JSON of any shape; the assertions say what is expected of them. */
/* eslint-disable @typescript-eslint/no-explicit-any */
export interface Person {
  readonly uuid: string;
  readonly username: string;
  /** Text of an API key of this user. */
  readonly key: string;
}

export type Scene = ReturnType<typeof createScene>;

const pollMs = 25;

/** Asks again until `found` gives something; fails after `limitMs`, which leaves a busy machine room to be slow. */
export async function eventually<T>(
  what: string,
  found: () => Promise<T | undefined | false | null>,
  limitMs = 60_000,
): Promise<T> {
  const until = Date.now() + limitMs;
  for (;;) {
    const result = await found();
    if (result !== undefined && result !== false && result !== null) return result;
    if (Date.now() > until) throw new Error(`${what} did not come about in ${limitMs} ms`);
    await sleep(pollMs);
  }
}

/** The limit is one for each minute. */
const rateLimitTries = 14;
const rateLimitPauseMs = 5_000;

/** What a user of the product does over HTTP, in a few words. `product` may be a new one after a restart. */
export function createScene(product: () => TestProduct) {
  let count = 0;
  const fresh = (kind: string) => `${kind} ${(count += 1)}`;

  async function make(path: string, body: object, key?: string): Promise<any> {
    const response = await product().call('post', path, key).send(body);
    return ok(response, 201, `POST ${path}`);
  }

  /** Whoever looks again and again may be told to wait, and does. */
  async function read(path: string): Promise<any> {
    let response = await product().call('get', path);
    for (let tries = 0; response.status === 429 && tries < rateLimitTries; tries += 1) {
      await sleep(rateLimitPauseMs);
      response = await product().call('get', path);
    }
    return ok(response, 200, `GET ${path}`);
  }

  /** Reads, changes and writes back with the revision that was read. */
  async function change(path: string, edit: (current: any) => object): Promise<any> {
    const before = await product().call('get', path);
    ok(before, 200, `GET ${path}`);
    const response = await product()
      .call('put', path)
      .set('If-Match', before.headers['etag'] as string)
      .send(edit(before.body));
    return ok(response, 200, `PUT ${path}`);
  }

  /**
   * Changes a certificate in the revision it has now. A check in the background, which any revocation sets off, counts as
   * a change too, so another revision may have come in between.
   */
  async function revise(
    method: 'post' | 'patch' | 'delete',
    certificate: string,
    { path = '', body = {}, key }: { path?: string; body?: object; key?: string } = {},
  ): Promise<request.Response> {
    return eventually('an answer to the revision of now', async () => {
      const { headers } = await product().call('get', `/certificates/${certificate}`);
      const response = await product()
        .call(method, `/certificates/${certificate}${path}`, key)
        .set('If-Match', headers['etag'] ?? '"0"')
        .send(body);
      return response.status !== 412 && response;
    });
  }

  return {
    make,
    read,
    change,
    revise,
    revoke: (certificate: string, body: object, key?: string) =>
      revise('post', certificate, { path: '/revoked', body, ...(key === undefined ? {} : { key }) }),

    attribute: (change: object = {}) =>
      make('/custom-attributes', { name: fresh('attribute'), contentType: 'string', ...change }),
    group: (change: object = {}) => make('/groups', { name: fresh('group'), ...change }),
    raProfile: (change: object = {}) => make('/ra-profiles', { name: fresh('RA profile'), ...change }),
    profile: (change: object) => make('/notification-profiles', { name: fresh('profile'), ...change }),

    /** A user with these permissions and a key. */
    async person(permissions: readonly Permission[], change: object = {}): Promise<Person> {
      const role = await make('/roles', { name: fresh('role'), permissions });
      const user = await make('/users', { username: fresh('user'), roles: [role.uuid], ...change });
      const { key } = await make('/api-keys', { name: fresh('key'), user: user.uuid });
      return { uuid: user.uuid, username: user.username, key };
    },

    ignore: (change: object = {}) =>
      make('/triggers', { name: fresh('ignore'), event: 'certificate_uploaded', kind: 'ignore', ...change }),
    act: (actions: readonly object[], change: object = {}) =>
      make('/triggers', { name: fresh('act'), event: 'certificate_uploaded', kind: 'action', actions, ...change }),

    /** Writes the platform's set of `certificate_uploaded`, whatever stands there. */
    async attach(set: { ignore?: readonly any[]; actions?: readonly any[] }, key?: string): Promise<void> {
      const path = '/trigger-sets/certificate_uploaded';
      const before = await product().call('get', path);
      const put = product().call('put', path, key);
      if (before.status === 200) put.set('If-Match', before.headers['etag'] as string);
      const response = await put.send({
        ignore: (set.ignore ?? []).map(({ uuid }) => uuid),
        actions: (set.actions ?? []).map(({ uuid }) => uuid),
      });
      if (response.status >= 300) throw new Error(`attaching: ${response.status} ${JSON.stringify(response.body)}`);
    },

    /** A JSON upload; further fields of the body and headers as wanted. */
    upload(
      der: Uint8Array,
      more: { body?: object; headers?: Readonly<Record<string, string>>; async?: boolean; key?: string } = {},
    ): request.Test {
      return product()
        .call('post', more.async === true ? '/certificates/upload/async' : '/certificates/upload', more.key)
        .set(more.headers ?? {})
        .send({ certificate: Buffer.from(der).toString('base64'), ...more.body });
    },

    settings: (edit: (current: any) => object) => change('/settings', edit),

    /** All firings, newest first. */
    async firings(query = ''): Promise<any[]> {
      return (await read(`/event-history?limit=1000${query}`)).items;
    },

    firing: (firingId: string) => read(`/event-history/${firingId}`),

    /** The firing about this certificate. */
    async firingOf(certificateUuid: string): Promise<any> {
      const { items } = await read(`/event-history?resource=certificates&objectUuid=${certificateUuid}`);
      if (items.length !== 1) throw new Error(`${items.length} firings of ${certificateUuid}`);
      return read(`/event-history/${items[0].firingId}`);
    },

    /** The firing about this certificate once `holds` is true of it. */
    firingWhen(certificateUuid: string, what: string, holds: (firing: any) => boolean): Promise<any> {
      return eventually(`firing ${what}`, async () => {
        const firing = await this.firingOf(certificateUuid);
        return holds(firing) && firing;
      });
    },

    async certificates(): Promise<any[]> {
      return (await read('/certificates?limit=200')).items;
    },

    /** The upload resource once it has ended. */
    ended: (uploadId: string, limitMs?: number): Promise<any> =>
      eventually(
        `end of upload ${uploadId}`,
        async () => {
          const upload = await read(`/uploads/${uploadId}`);
          return upload.status !== 'processing' && upload;
        },
        limitMs,
      ),

    /** Values of a custom attribute of a stored certificate; undefined without any. */
    async valuesOf(certificateUuid: string, attribute: { name: string }): Promise<unknown[] | undefined> {
      const certificate = await read(`/certificates/${certificateUuid}`);
      const value = certificate.customAttributes.find(({ name }: any) => name === attribute.name);
      return value?.content.map(({ data }: any) => data);
    },
  };
}

/** `{name, content: [{data}]}` as requests and actions write it. */
export function valued(attribute: { readonly name: string }, ...data: readonly unknown[]) {
  return { name: attribute.name, content: data.map((value) => ({ data: value })) };
}

/** A leaf about a property of the certificate. */
export function property(field: string, operator: string, value?: unknown) {
  return { source: 'property', field, operator, ...(value === undefined ? {} : { value }) };
}

/** A leaf about a custom attribute. */
export function custom({ name }: { readonly name: string }, operator: string, value?: unknown) {
  return { source: 'custom', field: name, operator, ...(value === undefined ? {} : { value }) };
}

/** Matches every upload. */
export const always = property('CERTIFICATE_STATE', 'EQUALS', 'issued');

function ok(response: request.Response, status: number, what: string): any {
  if (response.status === status) return response.body;
  throw new Error(`${what}: ${response.status} ${JSON.stringify(response.body)}`);
}
