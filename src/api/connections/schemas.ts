import { clientAuthentications, type ConnectionAuth } from '../../domain/connections/connection';
import { securityContexts } from '../../domain/scripts/runtime';
import { description, isoDate, line, name, page, text, usedBy, z } from '../http/schemas';
import { secretName } from '../secrets/schemas';

const address = z.url().max(2_000);
const auth = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('none') }).openapi('NoConnectionAuth'),
    z
      .strictObject({
        type: z.literal('basic'),
        username: line(1, 200).refine((one) => !one.includes(':'), 'a colon ends the name'),
      })
      .openapi('BasicConnectionAuth', { description: 'The secret is the password.' }),
    z
      .strictObject({ type: z.literal('bearer') })
      .openapi('BearerConnectionAuth', { description: 'The secret is the token.' }),
    z
      .strictObject({
        type: z.literal('oauth_client_credentials'),
        tokenUrl: address,
        clientId: line(1, 500),
        scope: line(1, 1_000).nullable().default(null),
        audience: line(1, 1_000).nullable().default(null),
        clientAuthentication: z.enum(clientAuthentications).default('basic').openapi({
          description: 'Where client id and secret stand at the token endpoint: in the header, or in the form.',
        }),
      })
      .openapi('OAuthConnectionAuth', { description: 'The secret is that of the client.' }),
  ])
  .openapi('ConnectionAuth') as z.ZodType<ConnectionAuth>;

const contexts = z.array(z.enum(securityContexts));

export const connectionBody = z
  .strictObject({
    name,
    description,
    baseUrl: address.openapi({
      description: 'Paths of requests are appended.',
      example: 'https://itsm.example.com/api',
    }),
    auth: auth.default({ type: 'none' }),
    secretRef: secretName.nullable().default(null).openapi({
      description: 'Name of a stored secret. Needed unless the type of `auth` is `none`.',
    }),
    signingSecretRef: secretName.nullable().default(null).openapi({
      description:
        'Name of a stored secret, `whsec_…`, with which requests of webhooks are signed (Standard Webhooks).',
    }),
    tls: z
      .strictObject({
        ca: text(100_000).nullable().default(null).openapi({
          description: 'PEM certificates that are trusted beside those of the installation.',
        }),
      })
      .openapi('ConnectionTls')
      .prefault({}),
    allowedContexts: contexts
      .min(1)
      .max(securityContexts.length)
      .default([...securityContexts])
      .openapi({
        description: 'Whose runs may use it: `api` those started by hand or by a call, `service` all others.',
      }),
  })
  .openapi('ConnectionRequest');

const fields = {
  uuid: z.string(),
  name: z.string(),
  description: z.string(),
  baseUrl: z.string(),
  auth,
  secretRef: z.string().nullable(),
  signingSecretRef: z.string().nullable(),
  tls: z.strictObject({ ca: z.string().nullable() }).openapi('ConnectionTrust'),
  allowedContexts: contexts,
  createdAt: isoDate,
  changedAt: isoDate,
  revision: z.number().int(),
};
export const listedConnection = z.strictObject(fields).openapi('Connection');
export const connectionView = z
  .strictObject({ ...fields, usedBy: z.array(usedBy).openapi({ description: 'What refers to it, at most 20.' }) })
  .openapi('ConnectionDetail');
export const connectionPage = page(listedConnection);
