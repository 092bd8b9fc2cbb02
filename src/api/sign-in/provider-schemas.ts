import { tokenEndpointAuths, userMatches } from '../../domain/sign-in/provider';
import { besideMany, line, page, text, uuid, z } from '../http/schemas';
import { secretName } from '../secrets/schemas';

const roles = z.array(uuid).max(50);
const claim = line(1, 200);

export const providerBody = z
  .strictObject({
    name: z
      .string()
      .max(50)
      .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, 'lower-case letters, digits and hyphens between them are expected')
      .openapi({
        description: 'Unique; part of the address that the provider sends browsers back to.',
        example: 'corp',
      }),
    displayName: line(1, 200).openapi({ description: 'On the button that people press.' }),
    enabled: z.boolean().default(true),
    issuer: z.string().max(2_000).openapi({
      description: 'As the provider announces it, with or without a slash at the end.',
      example: 'https://login.example.org/realms/corp',
    }),
    clientId: line(1, 500),
    secretRef: secretName.nullable().default(null).openapi({
      description: 'Name of a stored secret: that of the client. Needed unless `tokenEndpointAuth` is `none`.',
    }),
    tokenEndpointAuth: z.enum(tokenEndpointAuths).default('client_secret_post').openapi({
      description: 'How the client shows its secret: in the form, or in the header.',
    }),
    scopes: z
      .array(
        z
          .string()
          .max(200)
          .regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/),
      )
      .min(1)
      .max(30)
      .default(['openid', 'profile', 'email']),
    usernameClaim: claim.default('preferred_username').openapi({ description: 'What a new user is called after.' }),
    match: z.enum(userMatches).default('none').openapi({
      description:
        'Which existing user somebody becomes who comes for the first time: none, the only one with the same verified address, or the one with the same username. Administrators are never taken.',
    }),
    groupsClaim: claim.nullable().default(null).openapi({
      description: 'The claim with the groups, a text or a list. Null: roles are managed here.',
    }),
    roles: roles.default([]).openapi({
      description: 'Of everybody with a groups claim; else of new users.',
    }),
    roleMappings: z
      .array(z.strictObject({ group: line(1, 500), roles: roles.min(1) }).openapi('RoleMappingRequest'))
      .max(500)
      .default([])
      .openapi({ description: 'Which roles members of a group have. They are given and taken at each sign-in.' }),
    signsOutThere: z.boolean().default(true).openapi({
      description: 'Whether signing out here leads to the page of the provider that signs out there, if it has one.',
    }),
    tls: z
      .strictObject({
        ca: text(100_000).nullable().default(null).openapi({
          description: 'PEM certificates that are trusted beside those of the installation.',
        }),
      })
      .openapi('ProviderTls')
      .prefault({}),
  })
  .openapi('IdentityProviderRequest');

const names = z.array(z.string());
export const providerView = z
  .strictObject({
    uuid: z.string(),
    name: z.string(),
    displayName: z.string(),
    enabled: z.boolean(),
    issuer: z.string(),
    clientId: z.string(),
    secretRef: z.string().nullable(),
    tokenEndpointAuth: z.enum(tokenEndpointAuths),
    scopes: names,
    usernameClaim: z.string(),
    match: z.enum(userMatches),
    groupsClaim: z.string().nullable(),
    roles: names,
    roleNames: besideMany,
    roleMappings: z.array(
      z.strictObject({ group: z.string(), roles: names, roleNames: besideMany }).openapi('RoleMapping'),
    ),
    signsOutThere: z.boolean(),
    tls: z.strictObject({ ca: z.string().nullable() }).openapi('ProviderTrust'),
    callbackUrl: z
      .string()
      .openapi({ description: 'What the provider has to be told as redirect URI.', readOnly: true }),
    revision: z.number().int(),
  })
  .openapi('IdentityProvider');
export const providerPage = page(providerView);
