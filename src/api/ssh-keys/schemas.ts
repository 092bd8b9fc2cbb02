import { rotationDueAt, type SshKey } from '../../domain/ssh-keys/ssh-key';
import { sortBy } from '../http/sorting';
import { email, instant, isoDate, line, page, pageQuery, uuid, z } from '../http/schemas';

export const fingerprintForm = /^SHA256:[A-Za-z0-9+/]{43}$/;
const fingerprint = z
  .string()
  .regex(fingerprintForm, 'SHA256: and 43 characters of base64 are expected, as ssh-keygen -l shows it');
const keyType = line(1, 64);
const logon = line(1, 200);

export const sshKeyBody = z
  .strictObject({
    publicKey: z.string().min(1).max(20_000).optional().openapi({
      writeOnly: true,
      description:
        'A line of a `.pub` or `authorized_keys` file. It says fingerprint, type, length and comment; these are then left out.',
    }),
    fingerprint: fingerprint.optional(),
    keyType: keyType.optional(),
    keyLength: z.number().int().min(1).max(16_384).optional().openapi({ description: 'Bits.' }),
    comment: line(0, 200).optional(),
    userName: line(0, 200).default(''),
    serverLogons: z.array(logon).max(1_000).default([]).openapi({ description: 'Where it opens an account.' }),
    createdAt: instant.optional().openapi({ description: 'From when its lifetime counts; now when left out.' }),
    ownerMail: email.nullable().default(null),
  })
  .openapi('SshKeyRequest');

export const sshKeyView = z
  .strictObject({
    uuid,
    fingerprint: z.string(),
    keyType: z.string(),
    keyLength: z.number().int(),
    comment: z.string(),
    userName: z.string(),
    serverLogons: z.array(z.string()),
    createdAt: isoDate,
    ownerMail: z.string().nullable(),
    rotationDueAt: isoDate.openapi({
      description: 'When its lifetime (`sshKeys.lifetimeDays` of the settings) is over.',
    }),
    revision: z.number().int(),
  })
  .openapi('SshKey');
export const sshKeyPage = page(sshKeyView);

export const sshKeyQuery = z.strictObject({
  ...pageQuery,
  fingerprint: line(1, 100).optional(),
  keyType: keyType.optional(),
  userName: line(1, 200).optional(),
  ownerMail: line(1, 320).optional(),
  dueWithinDays: z.coerce
    .number()
    .int()
    .min(0)
    .max(36_500)
    .optional()
    .openapi({ description: 'Only keys whose lifetime is over by then.' }),
  sort: sortBy('createdAt').default('createdAt'),
});

export function toSshKeyView(key: SshKey, lifetimeDays: number): z.input<typeof sshKeyView> {
  return {
    ...key,
    serverLogons: [...key.serverLogons],
    createdAt: key.createdAt.toISOString(),
    rotationDueAt: rotationDueAt(key, lifetimeDays).toISOString(),
  };
}
