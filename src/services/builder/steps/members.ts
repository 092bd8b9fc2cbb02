import { z } from 'zod';
import type { Installation } from '../../../domain/builder/step-kind';
import type { Permission } from '../../../domain/identity/permissions';
import type { Fault } from '../../../domain/problem';
import { parseDuration } from '../../../domain/values/duration';
import { secretNameForm } from '../../../domain/secrets/named-secret';

/** Members that the settings of several kinds of steps have. None transforms: settings are kept as they came. */

/** One line of text, in which tokens may stand; no half of a pair that UTF-8 cannot write. */
export const line = (max: number, min = 0) =>
  z
    .string()
    .min(min)
    .max(max)
    .regex(/^[^\p{Cc}\p{Cs}\u2028\u2029]*$/u, 'one line without control characters is expected');

/** Longer text, in which tokens may stand. */
export const longText = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^(?:[^\p{Cc}\p{Cs}]|[\t\n\r])*$/u, 'control characters are not allowed');

export const variableName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/, 'letters, digits and _ are expected')
  .describe('Name of the variable.');

export const recipients = z
  .array(line(400, 1))
  .max(200)
  .describe('Addresses, or texts with tokens that come to addresses, separated by comma or semicolon.');

export const subject = line(2_000).describe('One line.');
export const htmlMessage = longText(100_000).describe('HTML; values of tokens are escaped.');

/** A mail that a step sends beside what it does. */
export const mail = z.strictObject({ recipients, subject, message: htmlMessage });

/** What is to be said of a mail that names nobody. @param pointer to the recipients */
export function recipientHints(
  given: unknown,
  { hasFallbackRecipients }: Installation,
  pointer = '/recipients',
): readonly Fault[] {
  if (hasFallbackRecipients || (Array.isArray(given) && given.length > 0)) return [];
  const detail =
    'nobody is named, and the settings have no alerts.fallbackRecipients: the step would fail with no_recipients';
  return [{ pointer, code: 'recipients_missing', detail }];
}

export const parameters = z
  .record(line(100, 1), z.unknown())
  .describe('By name. Texts may hold tokens; a text that is one token keeps the type of its value.');

export const secretNames = z
  .array(z.string().regex(secretNameForm, 'the name of a secret is expected'))
  .max(50)
  .describe('Names of stored secrets that the script is given.');

export const limits = z
  .strictObject({
    timeoutSeconds: z.int().min(1).max(3_600).optional(),
    memoryMiB: z.int().min(32).max(8_192).optional(),
  })
  .describe('Left out: 120 seconds, 512 MiB of private memory.');

export const duration = z
  .string()
  .max(40)
  .refine((value) => parseDuration(value) !== undefined, 'an ISO 8601 duration such as P3D or PT30M is expected');

export const names = (max: number) => z.array(line(200, 1)).max(max);
export const uuid = z.guid('a UUID is expected').describe('uuid.');

/** A script may do more when it is given secrets, so whoever saves the step needs the right to use them. */
export function secretsPermission({ secrets }: Readonly<Record<string, unknown>>): readonly Permission[] {
  return Array.isArray(secrets) && secrets.length > 0 ? ['secrets:use'] : [];
}
