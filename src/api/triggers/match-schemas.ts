import { conditionOrNull } from '../conditions/schemas';
import { besideOne, instant, isoDate, matchedTrigger, orNull, total, uuid, z } from '../http/schemas';
import { chosenTriggers } from './dry-run-schemas';

export const matchCountInput = z
  .strictObject({
    trigger: uuid.optional().openapi({ description: 'A saved trigger, whose condition is taken.' }),
    condition: conditionOrNull('A condition, instead of a trigger. Null: every certificate.').optional(),
    samples: z.number().int().min(0).max(20).default(5).openapi({ description: 'So many of them are named.' }),
  })
  .superRefine(({ trigger, condition }, context) => {
    if ((trigger === undefined) !== (condition === undefined)) return;
    const message = 'either trigger or condition is expected';
    context.addIssue({ code: 'custom', path: ['trigger'], message, params: { code: 'required' } });
  })
  .openapi('MatchCountRequest');

export const matchCountView = z
  .strictObject({
    at: isoDate,
    total,
    explain: z.string().openapi({ description: 'The number in words; it says where it is not exact.' }),
    samples: z.array(
      z
        .strictObject({ certificate: z.string(), certificateName: besideOne, notAfter: isoDate.nullable() })
        .openapi('MatchingCertificate'),
    ),
  })
  .openapi('MatchCount');

export const historyRunInput = z
  .strictObject({
    ...chosenTriggers,
    from: instant.optional().openapi({ description: 'Left out: 30 days before `to`.' }),
    to: instant.optional().openapi({ description: 'Exclusive. Left out: now.' }),
    only: z.enum(['all', 'matched', 'changed']).default('changed').openapi({
      description: '`matched`: what a trigger would match. `changed`: what would come out otherwise than it did.',
    }),
    limit: z.number().int().min(1).max(500).default(200).openapi({ description: 'Firings that are looked at.' }),
    cursor: z.string().min(1).max(2000).optional(),
  })
  .openapi('HistoryDryRunRequest');

const told = { outcome: z.string().nullable(), matchedTriggers: z.array(matchedTrigger) };

export const historyRunView = z
  .strictObject({
    items: z.array(
      z
        .strictObject({
          firingId: z.string(),
          occurredAt: isoDate,
          subject: z
            .strictObject({ resource: z.string(), uuid: z.string(), name: z.string().nullable() })
            .openapi('HistoryDryRunSubject'),
          was: z.strictObject(told).openapi('FiringAsItWas'),
          would: z.strictObject({ ...told, explain: z.string() }).openapi('FiringAsItWouldBe'),
          isChanged: z.boolean(),
        })
        .openapi('HistoryDryRunRow'),
    ),
    counts: z
      .strictObject({
        looked: z.number(),
        evaluated: z.number(),
        changed: z.number(),
        gone: z.number().openapi({ description: 'What they were about was deleted since, or never stored.' }),
      })
      .openapi('HistoryDryRunCounts', { description: 'Of this page.' }),
    triggers: z
      .array(z.strictObject({ uuid: z.string(), name: z.string(), matched: z.number() }).openapi('TriggerMatches'))
      .openapi({
        description: 'How many firings of this page each trigger would match; those that match none are missing.',
      }),
    progress: z
      .strictObject({ from: isoDate, to: isoDate, reached: isoDate, share: z.number() })
      .openapi('HistoryDryRunProgress', { description: '`share`: how much of the time is looked through, 0 to 1.' }),
    nextCursor: orNull(z.string(), 'For `cursor`, with the same request; null at the end.'),
  })
  .openapi('HistoryDryRun');
