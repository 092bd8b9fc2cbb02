import { z } from 'zod';
import { clientAuthentications } from '../../../../domain/connections/connection';
import type { Fault } from '../../../../domain/problem';
import { secretNameForm } from '../../../../domain/secrets/named-secret';
import type { DescribedStepKind } from '../described-kind';
import { line, uuid, variableName } from '../members';

export const restMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

const secretRef = z
  .string()
  .regex(secretNameForm, 'the name of a secret is expected')
  .nullable()
  .describe('Name of a stored secret: password, token or secret of the client. Null: still to be filled in.');
const urlText = line(2_000, 1);

const auth = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('none') }),
    z.strictObject({ type: z.literal('basic'), username: line(200, 1), secretRef }),
    z.strictObject({ type: z.literal('bearer'), secretRef }),
    z.strictObject({
      type: z.literal('oauth_client_credentials'),
      tokenUrl: urlText,
      clientId: line(400, 1),
      scope: line(1_000).nullable().default(null),
      audience: line(1_000).nullable().default(null),
      clientAuthentication: z.enum(clientAuthentications).default('basic'),
      secretRef,
    }),
  ])
  .describe('How the request is let in. A connection has its own.');

/** What may not be set by hand: it belongs to the connection, or to the client. */
const reserved =
  /^(?:authorization|proxy-authorization|cookie|host|content-length|transfer-encoding|idempotency-key)$/i;

export const restRequestStep: DescribedStepKind = {
  code: 'rest_request',
  title: 'Invoke REST Request',
  help: 'Calls a service over HTTP. An answer of JSON is parsed into the result variable as status, headers and body.',
  nature: 'activity',
  outputs: ['continue', 'onError'],
  types: null,
  templates: ['url', 'path', 'headers', 'body'],
  originNames: ['RESTRequest', 'OAuthRESTRequest'],
  isRepeatable: false,
  timeoutSeconds: 30,
  retry: { attempts: 5, firstPauseSeconds: 1 },
  // Its secret is used for whatever the step asks for.
  permissions: ({ connection, auth: given }) =>
    connection !== undefined || secretOf(given) !== undefined ? ['secrets:use'] : [],
  produces: ({ resultVariable }) => (typeof resultVariable === 'string' ? [resultVariable] : []),
  faults: (settings) => [...headerFaults(settings), ...targetFaults(settings), ...urlFaults(settings)],
  gaps: ({ auth: given }) =>
    secretOf(given) === null
      ? [{ pointer: '/auth/secretRef', code: 'secret_missing', detail: 'the name of a stored secret is expected' }]
      : [],
  settings: z.strictObject({
    url: urlText.optional().describe('Address, in which tokens stand encoded for URLs. Not with a connection.'),
    connection: uuid.optional().describe('uuid of a connection, which has address and authentication.'),
    path: line(2_000).optional().describe('Below the address of the connection; tokens stand encoded in it.'),
    method: z.enum(restMethods).default('GET'),
    headers: z.record(line(100, 1), line(2_000)).default({}),
    contentType: line(200, 1).default('application/json'),
    body: z.unknown().optional().describe('A text, or JSON; tokens in texts are filled. Left out: none.'),
    resultVariable: variableName.optional().describe('Variable that gets status, headers and body.'),
    auth: auth.optional(),
    acceptStatus: z
      .array(z.union([z.int().min(100).max(599), z.string().regex(/^[1-5]xx$/, 'such as 2xx')]))
      .min(1)
      .max(50)
      .optional()
      .describe('Statuses that count as success, such as `404` or `2xx`. Left out: 2xx.'),
  }),
};

/** Undefined where none is used; null where one is still to be named. */
function secretOf(given: unknown): unknown {
  return (given as { readonly secretRef?: unknown } | undefined)?.secretRef;
}

function headerFaults({ headers }: Readonly<Record<string, unknown>>): Fault[] {
  const names = Object.keys(headers ?? {}).filter((name) => reserved.test(name));
  return names.map((name) => ({
    pointer: `/headers/${name}`,
    code: 'wrong_value',
    detail: /authorization|cookie/i.test(name)
      ? `${name} is not set by hand: give \`auth\` with the name of a stored secret, or a connection`
      : `${name} is not set by hand: it is made of the request`,
  }));
}

/** As far as it can be told before tokens are filled. */
function urlFaults({ url, auth: given }: Readonly<Record<string, unknown>>): Fault[] {
  const tokenUrl = (given as { readonly tokenUrl?: unknown } | undefined)?.tokenUrl;
  return Object.entries({ '/url': url, '/auth/tokenUrl': tokenUrl }).flatMap(([pointer, text]): Fault[] => {
    if (typeof text !== 'string') return [];
    const detail =
      /^\s*[a-z][a-z0-9+.-]*:/i.test(text) && !/^\s*https?:/i.test(text)
        ? 'an address with https or http is expected'
        : /^\s*https?:[/\\]*[^/\\?#]*@/i.test(text)
          ? 'user and password do not stand in an address: give `auth` with the name of a stored secret, or a connection'
          : undefined;
    return detail === undefined ? [] : [{ pointer, code: 'wrong_value', detail }];
  });
}

function targetFaults({ url, connection, path, auth: given }: Readonly<Record<string, unknown>>): Fault[] {
  const wrong = (pointer: string, detail: string): Fault => ({ pointer, code: 'wrong_value', detail });
  if (connection !== undefined) {
    return [
      ...(url === undefined ? [] : [wrong('/url', 'the connection has the address; `path` is appended to it')]),
      ...(given === undefined ? [] : [wrong('/auth', 'the connection has its own authentication')]),
    ];
  }
  return [
    ...(url === undefined
      ? [{ pointer: '/url', code: 'required', detail: 'an address or a connection is expected' }]
      : []),
    ...(path === undefined ? [] : [wrong('/path', 'this is for connections')]),
  ];
}
