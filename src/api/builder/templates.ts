import { stepsOfTemplate, variantsOf, type DefinitionTemplate } from '../../domain/builder/template';
import { rightsOfSteps } from '../../domain/builder/rights';
import { CertloomError, validationFailed } from '../../domain/problem';
import type { DefinitionControls } from '../../services/builder/definitions';
import { stepKindOf } from '../../services/builder/steps/kinds';
import { refuseWithoutRights } from '../http/rights';
import { defineRoute, type Route } from '../http/route';
import { line, name, z } from '../http/schemas';
import { createDefinitionReply } from './definitions';
import { keyMembers, readDefinition } from './read-input';
import { definitionInput, definitionView, type } from './schemas';

export interface TemplateRouteDeps {
  readonly templates: readonly DefinitionTemplate[];
  readonly controls: DefinitionControls;
}

const tag = 'Workflow definitions';
const templateView = z
  .strictObject({
    ...{ code: z.string(), title: z.string(), description: z.string(), type, key: z.string() },
    variants: z.array(z.string()).openapi({ description: 'Forms that do the same; empty where there is one only.' }),
    values: z.array(
      z
        .strictObject({
          ...{ name: z.string(), description: z.string() },
          default: z.unknown().optional().openapi({ description: 'Absent where it has to be given.' }),
        })
        .openapi('TemplateValue'),
    ),
  })
  .openapi('DefinitionTemplate');
const instantiateBody = z
  .strictObject({
    name,
    keys: definitionInput.shape.keys,
    values: z.record(z.string().max(100), z.unknown()).default({}),
    variant: line(1, 40).optional().openapi({ description: 'Left out: the native form.' }),
  })
  .openapi('TemplateInstantiation');

/** `/builder/templates`: definitions that the product ships, to begin with. */
export function createTemplateRoutes({ templates, controls }: TemplateRouteDeps): Route[] {
  const reply = createDefinitionReply(controls);
  return [
    defineRoute({
      method: 'get',
      path: '/builder/templates',
      operationId: 'listTemplates',
      tag,
      summary: 'List the workflow definitions that come with the product',
      permission: 'builder:read',
      responses: {
        200: {
          description: 'All templates',
          schema: z.strictObject({ items: z.array(templateView) }).openapi('DefinitionTemplateList'),
        },
      },
      handle: () =>
        Promise.resolve({
          status: 200,
          body: {
            items: templates.map(({ steps, key, ...one }) => ({
              ...{ ...one, key: keyMembers[key], variants: variantsOf({ steps }) },
            })),
          },
        }),
    }),
    defineRoute({
      method: 'post',
      path: '/builder/templates/{code}/instantiate',
      operationId: 'instantiateTemplate',
      tag,
      summary: 'Instantiate a template as a draft',
      description:
        'The draft is a definition as any other: change it, and publish it. Its steps need what they need there.',
      permission: 'builder:write',
      params: z.strictObject({ code: line(1, 100) }),
      body: instantiateBody,
      audit: { operation: 'definitions.instantiate', resource: 'definitions' },
      responses: { 201: { description: 'The new definition', schema: definitionView, etag: true, location: true } },
      async check({ params, body, caller }) {
        const template = templates.find(({ code }) => code === params.code);
        if (template === undefined) throw new CertloomError('not_found', 'There is no such template.');
        const made = stepsOfTemplate(template, body.variant, body.values);
        if ('faults' in made) throw validationFailed(made.faults);
        const { description, type: ofType } = template;
        const input = definitionInput.parse({
          name: body.name,
          description,
          type: ofType,
          keys: body.keys,
          steps: [{ uniqueName: 'Start', type: 'start' }],
        });
        const change = await controls.checkNew({ ...readDefinition(input, null), steps: made.steps });
        refuseWithoutRights(caller, rightsOfSteps(null, change.fields.steps, stepKindOf));
        return change;
      },
      async handle({ caller }, change) {
        const made = await controls.create(change, caller.actor);
        return { ...(await reply(201, made)), headers: { Location: `/api/v1/builder/definitions/${made.uuid}` } };
      },
    }),
  ];
}
