import { conflictRules } from '../../domain/imports/options';
import { importSystems } from '../../domain/imports/foreign-kind';
import { line, orNull, z } from '../http/schemas';

const names = (description: string) =>
  z
    .record(line(1, 500), line(1, 500))
    .optional()
    .openapi({ description: `From an id or a name there to ${description}.` });

export const conflictRule = z.enum(conflictRules);

const file = z
  .strictObject({
    name: line(1, 255).optional(),
    content: z.unknown().openapi({ description: 'JSON: its text, or the object or list itself.' }),
  })
  .openapi('ImportFile');

/** Members of an import's body that concern files of other products. */
export const filesMembers = {
  files: z.array(file).min(1).max(100).optional().openapi({
    description: 'Exports of other products, recognised by their shape; instead of `text` and `documents`.',
  }),
  dryRun: z.boolean().optional().openapi({ description: 'As in the query; of `files` true where it is left out.' }),
  handlerMap: names('a type of handler (`script`, `event_log`, `renewal`) or the name of a registered handler'),
  templateMap: names('an RA profile'),
  roleMap: names('a role'),
  collectionMap: names('a collection'),
  issuerMap: names(
    'a CA certificate: uuid, fingerprint (SHA-256) or name. Of monitored responders, by their address, id or name',
  ),
  secretMap: names('a named secret'),
  categoryMap: names('a category of scripts'),
  pendingReminders: z.number().int().min(1).max(1_000).optional().openapi({
    description: 'Daily reminders of imported alerts on pending requests. Left out: none.',
  }),
  onConflict: conflictRule.optional().openapi({
    description:
      'What becomes of an object that was imported before, or whose name is taken. `skip`, the default: it stays; `update`: it becomes what stands in the file; `rename`: what was imported before is updated, and a taken name gets a number behind it.',
  }),
};

export const outcomes = ['created', 'updated', 'skipped', 'failed'] as const;

const note = z
  .strictObject({
    code: z.string(),
    path: z.string().openapi({ description: 'JSON Pointer into the file.' }),
    value: z.unknown().openapi({ description: 'As it stood there, shortened. Secrets are masked.' }),
    message: z.string(),
  })
  .openapi('ImportNote');

export const importItem = z
  .strictObject({
    file: z.string().nullable().openapi({ description: 'Name of the file, or its number from 1.' }),
    path: z.string().openapi({ description: 'Where it stands in the file, as a JSON Pointer.' }),
    system: z.enum(importSystems).nullable(),
    kind: z.string().openapi({ description: 'What it was there.' }),
    originId: z.string().nullable(),
    name: z.string(),
    outcome: z.enum(outcomes).openapi({ description: 'With `dryRun`, what would become of it.' }),
    target: orNull(
      z.strictObject({ kind: z.string(), name: z.string() }).openapi('ImportTarget'),
      'What it is here, as in configuration files.',
    ),
    id: z.string().nullable().openapi({ description: 'Of the object here; null where there is none yet.' }),
    mappedPaths: z.array(z.string()).openapi({
      description: 'JSON Pointers into the file. What is not among them stands in a note.',
    }),
    notes: z.array(note),
  })
  .openapi('ImportItem');

export const importTotals = z
  .strictObject(Object.fromEntries(outcomes.map((outcome) => [outcome, z.number().int()])))
  .openapi('ImportTotals');
