import { securityContexts } from '../../domain/scripts/runtime';
import { longestSecret, secretNameForm, type NamedSecret } from '../../domain/secrets/named-secret';
import type { UsedBy } from '../../services/identity/deletion';
import { description, isoDate, page, usedBy, z } from '../http/schemas';

const words = 'letters, digits, dots, hyphens and underscores are expected, a letter or a digit first';

export const secretName = z.string().regex(secretNameForm, words);
export const secretPath = z.strictObject({ name: secretName });

export const secretBody = z
  .strictObject({
    description,
    secret: z.string().min(1).max(longestSecret).optional().openapi({
      writeOnly: true,
      description: 'Never shown again. Left out: the stored one stays; a new secret needs it.',
    }),
    contexts: z.array(z.enum(securityContexts)).min(1).max(securityContexts.length).optional().openapi({
      description: 'Whose scripts may have it. Left out: they stay; a new secret is for both.',
    }),
  })
  .openapi('SecretRequest');

export const secretView = z
  .strictObject({
    uuid: z.string(),
    name: z.string(),
    description: z.string(),
    contexts: z.array(z.enum(securityContexts)).openapi({ description: 'Whose scripts may have it.' }),
    createdAt: isoDate,
    setAt: isoDate.openapi({ description: 'When the secret itself was set last.' }),
    usedBy: z.array(usedBy).openapi({ description: 'What names it, at most 20.' }),
    revision: z.number().int(),
  })
  .openapi('Secret');
export const secretPage = page(secretView);

export function toSecretView(secret: NamedSecret, users: readonly UsedBy[]): z.input<typeof secretView> {
  const { sealed: _sealed, sealedFor: _sealedFor, contexts, createdAt, setAt, ...others } = secret;
  return {
    ...others,
    contexts: [...contexts],
    createdAt: createdAt.toISOString(),
    setAt: setAt.toISOString(),
    usedBy: [...users],
  };
}
