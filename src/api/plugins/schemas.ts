import { alertKindCodes } from '../../domain/alerts/kind';
import { pluginNameForm } from '../../domain/plugins/manifest';
import { pluginParameterTypes } from '../../domain/plugins/parameters';
import type { PluginUser } from '../../domain/plugins/plugin';
import type { ListedHandler } from '../../services/plugins/registry';
import { isoDate, line, page, pageQuery, usedBy, z } from '../http/schemas';

const words = 'lower-case letters, digits, - and _ are expected, a letter first';

export const handlerPath = z.strictObject({ name: z.string().regex(pluginNameForm, words) });
export const handlerQuery = z.strictObject({
  ...pageQuery,
  builtIn: z
    .stringbool()
    .optional()
    .openapi({ type: 'boolean', description: 'Only what is built in, or only the rest.' }),
});

export const newHandlerBody = z
  .strictObject({
    module: line(1, 400).openapi({
      description: 'Path of the module below `CERTLOOM_PLUGIN_DIR` of the workers.',
      example: 'ticket/index.mjs',
    }),
  })
  .openapi('NewHandlerRequest');
export const handlerBody = z
  .strictObject({
    enabled: z.boolean().default(true),
    module: line(1, 400).nullable().default(null).openapi({
      description: 'Path of the module, as in `NewHandlerRequest`. Null: that of the handler; a new one needs it.',
    }),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'SHA-256 in lower-case hex is expected')
      .nullable()
      .default(null)
      .openapi({
        description: 'Of the module: it is refused where the file has another one. Null: that of the handler, or any.',
      }),
  })
  .openapi('HandlerRequest');

const parameter = z
  .strictObject({
    name: z.string(),
    type: z.enum(pluginParameterTypes).openapi({
      description: '`token`: a text with tokens, filled for each item. `secret`: the name of a secret.',
    }),
    required: z.boolean(),
    description: z.string(),
    default: z.unknown().optional(),
  })
  .openapi('HandlerParameter');

export const handlerView = z
  .strictObject({
    name: z.string(),
    title: z.string(),
    version: z.string().nullable(),
    enabled: z.boolean(),
    supports: z.array(z.enum(alertKindCodes)).openapi({ description: 'Kinds of alerts that can have it.' }),
    parameters: z.array(parameter),
    module: z.string().nullable(),
    sha256: z.string().nullable().openapi({ description: 'Of the module when it was registered.' }),
    registeredAt: isoDate.nullable(),
    builtIn: z.boolean(),
    usedBy: z.array(usedBy).openapi({ description: 'Alerts that have it, at most 20.' }),
    revision: z.number().int(),
  })
  .openapi('RegisteredHandler');
export const handlerPage = page(handlerView);

export function toHandlerView(
  { plugin, ...handler }: ListedHandler,
  users: readonly PluginUser[],
): z.input<typeof handlerView> {
  return {
    ...handler,
    supports: [...handler.supports],
    parameters: (plugin?.parameters ?? []).map((one) => ({ ...one })),
    ...{ module: plugin?.module ?? null, sha256: plugin?.sha256 ?? null },
    registeredAt: plugin?.registeredAt.toISOString() ?? null,
    usedBy: users.slice(0, 20).map(({ alertKind: _k, ...user }) => user),
    revision: plugin?.revision ?? 1,
  };
}
