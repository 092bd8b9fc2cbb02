import { z } from 'zod';
import { logLevels } from '../../../../domain/event-log/entry';
import type { DescribedStepKind } from '../described-kind';
import { line, longText } from '../members';

export const eventLogStep: DescribedStepKind = {
  code: 'event_log',
  title: 'Write Event Log',
  help: 'Writes one entry to the event log, and so to its sinks: file, journal, syslog, Windows.',
  nature: 'activity',
  outputs: ['continue', 'onError'],
  types: null,
  templates: ['message', 'data'],
  originNames: [],
  isRepeatable: true,
  timeoutSeconds: 300,
  retry: { attempts: 5, firstPauseSeconds: 1 },
  produces: () => [],
  settings: z.strictObject({
    sinks: z
      .array(line(64, 1))
      .min(1)
      .max(10)
      .optional()
      .describe('Names of sinks, which are required then. Left out: all that the process has.'),
    source: line(64, 1).default('Certloom'),
    eventId: z.int().min(0).max(65_535).optional().describe('Left out: that of what the definition is for.'),
    level: z.enum(logLevels).default('Warning'),
    category: z.int().min(0).max(65_535).default(0),
    message: longText(31_000),
    data: z.record(line(100, 1), longText(2_000)).default({}).describe('Further values of the entry, by name.'),
  }),
};
