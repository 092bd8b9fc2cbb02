import { randomUUID } from 'node:crypto';
import {
  attributeResources,
  contentTypes,
  isSecretType,
  type AttributeDefinition,
} from '../../domain/attributes/attribute';
import { checkDefinition } from '../../domain/attributes/definition';
import { readContent } from '../../domain/attributes/values';
import { CertloomError } from '../../domain/problem';
import { refuseStale } from '../../domain/revision';
import type { CustomAttributeStore } from '../../store/attributes/custom-attributes';
import { validationFailed } from '../http/faults';
import { namedList, namedListQuery } from '../http/named-lists';
import { refuseWhenUsed } from '../http/references';
import { type DeletionHooks } from '../../services/identity/deletion';
import { type Route, defineRoute } from '../http/route';
import { attributeContent, description, flag, line, name, page, uuidPath, z } from '../http/schemas';

const definitionBody = z
  .strictObject({
    name,
    label: line(0, 200).default(''),
    description,
    contentType: z.enum(contentTypes),
    visible: z.boolean().default(true),
    required: z.boolean().default(false),
    readOnly: z.boolean().default(false).openapi({ description: 'Only triggers set it; requests cannot.' }),
    list: z.boolean().default(false).openapi({ description: '`content` holds the options to choose from.' }),
    multiSelect: z.boolean().default(false),
    extensibleList: z
      .boolean()
      .default(false)
      .openapi({ description: 'Values that are not among the options are allowed too.' }),
    content: z
      .array(attributeContent)
      .max(1_000)
      .default([])
      .openapi({ description: 'The default value, or the options of a list.' }),
    resources: z.array(z.enum(attributeResources)).max(10).default(['certificates']),
  })
  .openapi('CustomAttributeRequest');

type DefinitionBody = z.output<typeof definitionBody>;

const definitionSchema = z
  .strictObject({
    uuid: z.string(),
    name: z.string(),
    label: z.string(),
    description: z.string(),
    contentType: z.enum(contentTypes),
    visible: z.boolean(),
    required: z.boolean(),
    readOnly: z.boolean(),
    list: z.boolean(),
    multiSelect: z.boolean(),
    extensibleList: z.boolean(),
    content: z.array(attributeContent),
    resources: z.array(z.enum(attributeResources)),
    revision: z.number().int(),
  })
  .openapi('CustomAttribute');

const force = z.strictObject({
  force: flag.default(false).openapi({
    type: 'boolean',
    description:
      'Do it even if triggers use the attribute. Conditions that ask for it then end in an error, and actions that set it fail.',
  }),
});

export interface CustomAttributeRouteDeps extends DeletionHooks {
  readonly customAttributes: CustomAttributeStore;
}

const tag = 'Custom attributes';

/** `/custom-attributes`: definitions. What triggers rely on is not changed or deleted unless forced. */
export function createCustomAttributeRoutes(deps: CustomAttributeRouteDeps): Route[] {
  const { customAttributes, referencesOf, beforeDeletion } = deps;
  return [
    defineRoute({
      method: 'get',
      path: '/custom-attributes',
      operationId: 'listCustomAttributes',
      tag,
      summary: 'List custom attributes',
      permission: 'custom-attributes:read',
      query: namedListQuery,
      responses: { 200: { description: 'A page of definitions', schema: page(definitionSchema) } },
      handle: (context) => namedList(context, customAttributes),
    }),
    defineRoute({
      method: 'get',
      path: '/custom-attributes/{uuid}',
      operationId: 'getCustomAttribute',
      tag,
      summary: 'Get a custom attribute',
      permission: 'custom-attributes:read',
      params: uuidPath,
      responses: { 200: { description: 'The definition', schema: definitionSchema, etag: true } },
      handle: async ({ params }) => replyWith(200, await customAttributes.get(params.uuid)),
    }),
    defineRoute({
      method: 'post',
      path: '/custom-attributes',
      operationId: 'createCustomAttribute',
      tag,
      summary: 'Create a custom attribute',
      permission: 'custom-attributes:write',
      body: definitionBody,
      audit: { operation: 'custom-attributes.create', resource: 'customAttributes' },
      responses: { 201: { description: 'The new definition', schema: definitionSchema, etag: true, location: true } },
      check: async ({ body }) => checked(randomUUID(), body),
      async handle(_context, { uuid, revision: _revision, ...fields }) {
        const definition = await customAttributes.create(uuid, fields);
        return { ...replyWith(201, definition), headers: { Location: `/api/v1/custom-attributes/${uuid}` } };
      },
    }),
    defineRoute({
      method: 'put',
      path: '/custom-attributes/{uuid}',
      operationId: 'updateCustomAttribute',
      tag,
      summary: 'Update a custom attribute',
      description:
        'An attribute of type `secret` or `credential` stays secret, and no other one becomes secret: stored values would be shown, or were shown before.',
      permission: 'custom-attributes:write',
      params: uuidPath,
      query: force,
      body: definitionBody,
      ifMatch: true,
      audit: { operation: 'custom-attributes.update', resource: 'customAttributes' },
      responses: { 200: { description: 'The updated definition', schema: definitionSchema, etag: true } },
      async check({ params, query, body, ifMatch, upcoming }) {
        const current = await customAttributes.get(params.uuid);
        refuseStale(current, ifMatch);
        const definition = checked(params.uuid, body);
        refuseOtherSecrecy(current, definition);
        if (!query.force && breaksTriggers(current, definition)) {
          refuseWhenUsed('custom attribute', await referencesOf('customAttribute', current), {
            ...{ object: current, upcoming },
          });
        }
        return { ...definition, revision: current.revision };
      },
      handle: async (_context, { uuid, revision, ...fields }) =>
        replyWith(200, await customAttributes.update(uuid, revision, fields)),
    }),
    defineRoute({
      method: 'delete',
      path: '/custom-attributes/{uuid}',
      operationId: 'deleteCustomAttribute',
      tag,
      summary: 'Delete a custom attribute',
      description:
        'Its values are erased from certificates in the background, which begins within a minute; the event history keeps what it has recorded.',
      permission: 'custom-attributes:write',
      params: uuidPath,
      query: force,
      ifMatch: true,
      audit: { operation: 'custom-attributes.delete', resource: 'customAttributes' },
      responses: { 204: { description: 'Deleted' } },
      async check({ params, query, ifMatch, note, upcoming }) {
        const current = await customAttributes.get(params.uuid);
        refuseStale(current, ifMatch);
        note({ objects: [{ uuid: current.uuid, name: current.name }] });
        if (!query.force) {
          const usedBy = await referencesOf('customAttribute', current);
          refuseWhenUsed('custom attribute', usedBy, { object: current, upcoming });
        }
        return current;
      },
      async handle({ caller }, current) {
        const revision = await customAttributes.bumpRevision(current.uuid, current.revision);
        await beforeDeletion('customAttribute', current, caller.actor);
        await customAttributes.remove(current.uuid, revision);
        return { status: 204 };
      },
    }),
  ];
}

/** The definition with its content in stored form. Throws `validation_failed` naming every fault. */
function checked(uuid: string, body: DefinitionBody): AttributeDefinition {
  const read = readContent(body.content, body.contentType, '/content');
  if ('faults' in read) throw validationFailed(read.faults);
  const definition = { uuid, ...body, content: read.content, revision: 0 };
  const faults = checkDefinition(definition);
  if (faults.length > 0) throw validationFailed(faults);
  return definition;
}

/** Also when forced: values that are stored, here and in the history, keep the secrecy they were given with. */
function refuseOtherSecrecy(before: AttributeDefinition, after: Pick<AttributeDefinition, 'contentType'>): void {
  if (isSecretType(before.contentType) === isSecretType(after.contentType)) return;
  throw new CertloomError(
    'secret_type_fixed',
    `The type ${before.contentType} cannot become ${after.contentType}, because one of them is secret and the other is not. Create another custom attribute.`,
    { errors: [{ pointer: '/contentType', code: 'secret_type_fixed', detail: `this stays ${before.contentType}` }] },
  );
}

/** Conditions and actions find a definition by name and rely on its type and on where it may be used. */
function breaksTriggers(before: AttributeDefinition, after: Omit<AttributeDefinition, 'uuid' | 'revision'>): boolean {
  return (
    before.name !== after.name ||
    before.contentType !== after.contentType ||
    before.multiSelect !== after.multiSelect ||
    before.resources.some((resource) => !after.resources.includes(resource))
  );
}

function replyWith(status: number, definition: AttributeDefinition) {
  return { status, body: definition, revision: definition.revision };
}
