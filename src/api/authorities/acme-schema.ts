import { scriptNameForm } from '../../domain/scripts/script';
import { acmeChallenges } from '../../domain/authorities/acme-settings';
import { line, z } from '../http/schemas';

const domain = z
  .string()
  .min(1)
  .max(253)
  .regex(/^[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9])?$/, 'a domain name is expected, non-ASCII letters as A-labels');

const members = {
  kind: z.literal('acme'),
  directoryUrl: z
    .url({ protocol: /^https?$/, error: 'an address with https:// or http:// is expected' })
    .max(500)
    .openapi({ description: 'Address of the directory (RFC 8555).' }),
  contact: z
    .array(
      z
        .string()
        .max(260)
        .regex(/^mailto:[^\s@,?]{1,100}@[^\s@,?]{1,150}$/, '`mailto:` and an address are expected'),
    )
    .max(10)
    .default([])
    .openapi({ description: 'Told when the account is made.' }),
  termsOfServiceAgreed: z.boolean().default(false).openapi({
    description: 'That you agree to the terms that the directory names. Most authorities make no account without.',
  }),
  profile: line(1, 200)
    .nullable()
    .default(null)
    .openapi({ description: "The authority's own profile where a certificate profile names none." }),
  challenge: z.enum(acmeChallenges).default('http-01').openapi({
    description:
      'http-01: answered at CERTLOOM_ACME_HTTP_PORT of the API, to which port 80 of the names leads. dns-01: by `dnsUpdate` or `dnsScript`; wildcards need it.',
  }),
  accountBindingKeyId: line(1, 500)
    .nullable()
    .default(null)
    .openapi({ description: 'Key id of an external account binding; `accountBindingKey` is its key.' }),
  dnsUpdate: z
    .strictObject({
      host: z
        .string()
        .max(253)
        .regex(
          /^(?:[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*)$/,
          'a host name or an address is expected',
        ),
      port: z.number().int().min(1).max(65_535).default(53),
      zone: domain,
      keyName: domain.openapi({ description: 'Name of the TSIG key (HMAC-SHA256); `dnsUpdateKey` is its secret.' }),
    })
    .nullable()
    .default(null)
    .openapi({ description: 'Name server that takes signed updates (RFC 2136) over TCP.' }),
  dnsScript: z.string().regex(scriptNameForm, 'the name of a script is expected').nullable().default(null).openapi({
    description:
      'In place of `dnsUpdate`: a script of the category workflow with the parameters `action` (add, remove), `name` and `value` of a TXT record.',
  }),
};

const base64 = (form: RegExp, words: string) => z.string().min(16).max(1_000).regex(form, words).nullable();

/** Settings as a request has them. */
export const acmeSettings = z
  .strictObject({
    ...members,
    accountBindingKey: base64(/^[A-Za-z0-9_-]+$/, 'base64url without padding is expected')
      .optional()
      .openapi({ writeOnly: true, description: 'Secret.' }),
    dnsUpdateKey: base64(/^[A-Za-z0-9+/]+={0,2}$/, 'base64 is expected')
      .optional()
      .openapi({ writeOnly: true, description: 'Secret.' }),
  })
  .superRefine(({ challenge, dnsUpdate, dnsScript }, context) => {
    if (challenge === 'dns-01' && dnsUpdate === null && dnsScript === null)
      context.addIssue({ code: 'custom', path: ['dnsUpdate'], message: 'dns-01 needs a name server or a script' });
    if (dnsUpdate !== null && dnsScript !== null)
      context.addIssue({ code: 'custom', path: ['dnsScript'], message: 'one of dnsUpdate and dnsScript is expected' });
  })
  .openapi('AcmeAuthoritySettingsRequest', { description: 'An authority that speaks ACME (RFC 8555, RFC 9773).' });

export const acmeSettingsView = z.strictObject(members).openapi('AcmeAuthoritySettings');
