/** `secret`, `file` and `credential` take part in conditions by presence only; a `secret` is never shown or logged. */
export const contentTypes = [
  'string',
  'text',
  'integer',
  'boolean',
  'float',
  'date',
  'time',
  'datetime',
  'secret',
  'file',
  'credential',
  'codeblock',
  'object',
  'resource',
] as const;
export type ContentType = (typeof contentTypes)[number];

const secretTypes: readonly string[] = ['secret', 'credential'] satisfies ContentType[];

/**
 * Whether values of a content type are never shown, told, recorded or used as an address. A type that is not known here
 * is not secret; who cannot tell the type at all hides the value.
 */
export function isSecretType(contentType: string): boolean {
  return secretTypes.includes(contentType);
}

export const attributeResources = ['certificates', 'raProfiles', 'groups', 'discoveries'] as const;
export type AttributeResource = (typeof attributeResources)[number];

/**
 * One value of a custom attribute as stored: string content NFC, integer and float as number, boolean as boolean,
 * date as `YYYY-MM-DD`, time as `HH:MM:SS[.mmm]`, datetime as Date, object as JSON.
 */
export type AttributeDatum = string | number | boolean | Date | Record<string, unknown>;

export interface AttributeContent {
  readonly data: AttributeDatum;
  readonly reference?: string;
  /** `data` is a sealed text (sealed.ts). A request cannot say this. */
  readonly sealed?: true;
}

export interface AttributeDefinition {
  readonly uuid: string;
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly contentType: ContentType;
  readonly visible: boolean;
  readonly required: boolean;
  readonly readOnly: boolean;
  readonly list: boolean;
  readonly multiSelect: boolean;
  readonly extensibleList: boolean;
  /** Default value (not a list) or the options (a list). */
  readonly content: readonly AttributeContent[];
  readonly resources: readonly AttributeResource[];
  readonly revision: number;
}

/** Whether objects of a resource, any resource at all, may have values for it. */
export function isAttributeOf({ resources }: Pick<AttributeDefinition, 'resources'>, resource: string): boolean {
  return (resources as readonly string[]).includes(resource);
}

/** The values an object holds for one definition. `contentType` is kept so that a changed definition is noticed. */
export interface AttributeValue {
  readonly name: string;
  readonly contentType: ContentType;
  readonly content: readonly AttributeContent[];
}

/** By uuid of the definition. */
export type AttributeValues = Readonly<Record<string, AttributeValue>>;
