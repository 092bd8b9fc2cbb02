import { description, line, name, z } from '../http/schemas';
import { acmeSettings, acmeSettingsView } from './acme-schema';
import { builtinSettings } from './builtin-schema';
import { stepCaSettings, stepCaSettingsView } from './step-ca-schema';

/** Settings of each kind, as a request has them and as they are shown; secrets are in the first only. */
const kinds = {
  acme: { request: acmeSettings, view: acmeSettingsView },
  builtin: { request: builtinSettings, view: builtinSettings },
  stepCa: { request: stepCaSettings, view: stepCaSettingsView },
} as const;

export const authorityBody = z
  .strictObject({
    name,
    description,
    enabled: z.boolean().default(true).openapi({ description: 'Nothing new is ordered from one that is disabled.' }),
    settings: z
      .discriminatedUnion('kind', [kinds.acme.request, kinds.builtin.request, kinds.stepCa.request])
      .openapi('AuthoritySettingsRequest'),
  })
  .openapi('AuthorityRequest');

export const authorityView = z
  .strictObject({
    uuid: z.string(),
    name: z.string(),
    description: z.string(),
    enabled: z.boolean(),
    settings: z
      .discriminatedUnion('kind', [kinds.acme.view, kinds.builtin.view, kinds.stepCa.view])
      .openapi('AuthoritySettings'),
    secrets: z.array(z.string()).openapi({ description: 'Which secrets of the settings are stored.' }),
    warnings: z.array(z.strictObject({ code: z.string(), detail: z.string() }).openapi('AuthorityWarning')),
    revision: z.number().int(),
  })
  .openapi('Authority');

export const probeView = z
  .strictObject({
    ok: z.boolean(),
    message: line(0, 500).nullable().openapi({ description: 'What is wrong, in words; null when nothing is.' }),
  })
  .openapi('AuthorityProbe');
