import { fault, z } from '../http/schemas';
import { filesMembers, importItem, importTotals } from '../imports/schemas';
import { mostCharacters } from './document-size';

export const importBody = z
  .strictObject({
    text: z.string().max(mostCharacters).optional().openapi({ description: 'The documents as YAML.' }),
    documents: z
      .array(z.looseObject({}))
      .max(5_000)
      .optional()
      .openapi({ description: 'The documents as JSON; instead of `text`.' }),
    secrets: z
      .record(z.string().max(200), z.string().max(20_000))
      .default({})
      .openapi({ writeOnly: true, description: 'Values by the names that `secretRef` gives them.' }),
    ...filesMembers,
  })
  .refine(
    ({ text, documents, files }) => [text, documents, files].filter((one) => one !== undefined).length === 1,
    'text, documents or files is expected',
  )
  .openapi('ConfigurationImportRequest');

export const results = ['created', 'changed', 'unchanged', 'deleted', 'failed'] as const;
export const importView = z
  .strictObject({
    dryRun: z.boolean(),
    objects: z.array(
      z
        .strictObject({
          document: z.number().int().nullable().openapi({ description: 'From 1; null for what is deleted.' }),
          line: z.number().int().nullable(),
          kind: z.string(),
          name: z.string(),
          result: z.enum(results).openapi({ description: 'With `dryRun`, what would become of it.' }),
          changes: z
            .array(
              z
                .strictObject({ path: z.string(), before: z.unknown(), after: z.unknown() })
                .openapi('ConfigurationChange'),
            )
            .openapi({ description: 'JSON Pointers into `spec`, or `/metadata/labels`; secrets are masked.' }),
          faults: z.array(fault),
        })
        .openapi('ConfigurationObject'),
    ),
    counts: z
      .strictObject(Object.fromEntries(results.map((result) => [result, z.number().int()])))
      .openapi('ConfigurationCounts'),
    items: z.array(importItem).optional().openapi({ description: 'Of files of other products: each object in them.' }),
    totals: importTotals.optional(),
  })
  .openapi('ConfigurationImport');
