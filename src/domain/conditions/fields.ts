/** The field catalogue: which fields a condition may use, per event and stage. */
import { contentTypes, isAttributeOf, type AttributeDefinition, type ContentType } from '../attributes/attribute';
import {
  events,
  isEventCode,
  type EventCode,
  type EventDefinition,
  type Resource,
  type Stage,
} from '../events/catalogue';
import type { Particular } from '../events/particular-fields';
import { askableParticulars } from '../events/particulars';
import { didYouMean } from '../values/suggestion';
import { fieldTypeOf, operatorsFor } from './operators';
import { propertyFieldsOf, type PropertyField } from './property-fields';
import type { FieldSource, FieldType, Operator } from './tree';

export interface FieldDefinition {
  readonly source: FieldSource;
  /** Property code, attribute name, field of the payload, or `*` for metadata, whose names nobody knows before. */
  readonly field: string;
  readonly type: FieldType;
  readonly collection: boolean;
  /** Of a custom attribute or metadata. */
  readonly contentType?: ContentType;
  /** An action may set it. */
  readonly settable: boolean;
  readonly operators: readonly Operator[];
  /** Codes of a LIST. Absent: any text, such as names. */
  readonly values?: readonly string[];
  /** True: codes beyond `values` are accepted, with a warning. */
  readonly open?: boolean;
  readonly availableIn: readonly Stage[];
  readonly description: string;
}

/** What is needed to know a leaf's field. */
export interface FieldReference {
  readonly source: FieldSource;
  readonly field: string;
  readonly contentType?: string | undefined;
}

export interface FieldFailure {
  /** `unknown_field`, `field_not_available`, `field_not_of_resource`, `content_type_missing`, `unknown_content_type`. */
  readonly code: string;
  readonly detail: string;
}

export interface FieldLookup {
  find(
    reference: FieldReference,
  ): { readonly field: FieldDefinition; readonly definition?: AttributeDefinition } | FieldFailure;
}

/** What a condition is about: an event, or, in a search, the stored objects of a resource. */
export type FieldScope = EventCode | Resource;

/** The same where conditions may ask for variables; null: there is nothing else to ask for. */
export type StepScope = FieldScope | null;

const bothStages: readonly Stage[] = ['ignore', 'action'];

/**
 * Fields that a condition of this event, or a search, may use, in catalogue order: properties, what the event tells,
 * custom attributes by name, then metadata by content type. `stage` null lists the fields of either stage.
 */
export function fieldsFor(
  scope: FieldScope,
  stage: Stage | null,
  attributes: readonly AttributeDefinition[],
): FieldDefinition[] {
  const { resource, hasStagedFields } = placeOf(scope);
  const all = [
    ...propertyFieldsOf(resource).map((property) => propertyField(property, hasStagedFields)),
    ...(isEventCode(scope) ? askableParticulars(scope).map(eventField) : []),
    ...attributes
      .filter((definition) => isAttributeOf(definition, resource))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map(customField),
    ...(hasMetadata(resource) ? contentTypes.map((type) => metadataField('*', type, hasStagedFields)) : []),
  ];
  return all.filter(({ availableIn }) => (stage === null ? availableIn.length > 0 : availableIn.includes(stage)));
}

/** For conditions of handlers and steps: the fields of a scope, and variables beside them. */
export function createStepFieldLookup(scope: StepScope, attributes: readonly AttributeDefinition[]): FieldLookup {
  const fields = scope === null ? undefined : createFieldLookup(scope, attributes);
  return {
    find(reference) {
      const { source, field, contentType } = reference;
      if (source === 'variable') {
        if (contentType !== undefined && !isContentType(contentType)) return unknownContentType;
        return { field: variableField(field, contentType ?? 'string') };
      }
      const nothing = 'There are no fields to look at here; ask for a variable.';
      return fields?.find(reference) ?? failure('field_not_available', nothing);
    },
  };
}

/** Finds the fields of a resource; names are matched exactly, after NFC. */
export function createFieldLookup(scope: FieldScope, attributes: readonly AttributeDefinition[]): FieldLookup {
  const { resource, hasStagedFields: staged } = placeOf(scope);
  const properties = new Map(propertyFieldsOf(resource).map((row) => [row.field, propertyField(row, staged)]));
  const happened = new Map(
    isEventCode(scope) ? askableParticulars(scope).map((row) => [row.field, eventField(row)]) : [],
  );
  const definitions = new Map(attributes.map((definition) => [definition.name, definition]));
  return {
    find({ source, field, contentType }) {
      switch (source) {
        case 'property': {
          const property = properties.get(field);
          return property === undefined ? unknownProperty(field, resource) : { field: property };
        }
        case 'custom': {
          const definition = definitions.get(field);
          if (definition === undefined) {
            const guess = didYouMean(field, [...definitions.keys()]);
            return failure('unknown_field', `There is no custom attribute of this name.${guess}`);
          }
          if (!isAttributeOf(definition, resource))
            return failure('field_not_of_resource', `The custom attribute is not for ${resource}.`);
          return { field: customField(definition), definition };
        }
        case 'event':
          return happened.has(field)
            ? { field: happened.get(field)! }
            : unknownParticular(field, scope, [...happened.keys()]);
        case 'meta': {
          if (!hasMetadata(resource)) return failure('field_not_of_resource', `${resource} have no metadata.`);
          if (contentType === undefined)
            return failure(
              'content_type_missing',
              'Metadata needs contentType, because several types may share a name.',
            );
          if (!isContentType(contentType)) return unknownContentType;
          return { field: metadataField(field, contentType, staged) };
        }
        case 'variable':
          return failure(
            'field_not_available',
            'Variables are known to handlers of alerts and steps of workflows only.',
          );
      }
    },
  };
}

function placeOf(scope: FieldScope): Pick<EventDefinition, 'resource' | 'hasStagedFields'> {
  return isEventCode(scope) ? events[scope] : { resource: scope, hasStagedFields: false };
}

export function isContentType(value: unknown): value is ContentType {
  return contentTypes.includes(value as ContentType);
}

function propertyField(row: PropertyField, staged: boolean): FieldDefinition {
  const { field, type, values, open, description } = row;
  const collection = row.collection ?? false;
  return {
    source: 'property',
    field,
    type,
    collection,
    settable: row.settable ?? false,
    operators: operatorsFor(type, collection),
    ...(values && { values }),
    ...(open && { open }),
    // Elsewhere a field that the stage does not have is absent, which conditions can say.
    availableIn: staged ? (row.stages ?? bothStages) : bothStages,
    description,
  };
}

function eventField({ field, type, values, open, description, ...row }: Particular): FieldDefinition {
  const collection = row.collection ?? false;
  return {
    ...{ source: 'event', field, type, collection, settable: false, operators: operatorsFor(type, collection) },
    ...(values && { values }),
    ...(open && { open }),
    availableIn: bothStages,
    description,
  };
}

function customField(definition: AttributeDefinition): FieldDefinition {
  const { name, contentType, multiSelect } = definition;
  const type = fieldTypeOf(contentType);
  return {
    source: 'custom',
    field: name,
    type,
    collection: multiSelect,
    contentType,
    settable: true,
    operators: operatorsFor(type, multiSelect),
    availableIn: bothStages,
    description: definition.description || definition.label,
  };
}

function metadataField(name: string, contentType: ContentType, staged: boolean): FieldDefinition {
  const type = fieldTypeOf(contentType);
  return {
    source: 'meta',
    field: name,
    type,
    collection: true,
    contentType,
    settable: false,
    operators: operatorsFor(type, true),
    availableIn: staged ? [] : bothStages,
    description: 'Metadata that a source such as a discovery attached; any name.',
  };
}

/** A variable as a value of the type. It may hold one value or many, so that it takes what collections take. */
export function variableField(name: string, contentType: ContentType): FieldDefinition {
  const type = fieldTypeOf(contentType);
  return {
    ...{ source: 'variable', field: name, type, collection: true, contentType, settable: false },
    operators: operatorsFor(type, true),
    availableIn: bothStages,
    description: 'What the run knows under this name.',
  };
}

function unknownProperty(field: string, resource: Resource): FieldFailure {
  const elsewhere = Object.values(events).some((event) =>
    propertyFieldsOf(event.resource).some((row) => row.field === field),
  );
  return elsewhere
    ? failure('field_not_of_resource', `This field does not belong to ${resource}.`)
    : failure('unknown_field', `There is no such field of ${resource}.${didYouMean(field, namesOf(resource))}`);
}

function unknownParticular(field: string, scope: FieldScope, told: readonly string[]): FieldFailure {
  if (!isEventCode(scope))
    return failure(
      'field_not_of_resource',
      'What an event tells is not stored with the object, so that no search can ask for it.',
    );
  if (told.length === 0) return failure('unknown_field', `${scope} tells nothing that a condition can ask for.`);
  const guess = didYouMean(field, told);
  return failure(
    'unknown_field',
    `${scope} tells no such thing.${guess === '' ? ` It tells: ${told.join(', ')}.` : guess}`,
  );
}

function namesOf(resource: Resource): string[] {
  return propertyFieldsOf(resource).map(({ field }) => field);
}

function hasMetadata(resource: Resource): boolean {
  return resource === 'certificates' || resource === 'discoveries';
}

function failure(code: string, detail: string): FieldFailure {
  return { code, detail };
}

const unknownContentType = failure('unknown_content_type', `Expected one of: ${contentTypes.join(', ')}.`);
