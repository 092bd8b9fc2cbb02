import { CertText } from '../../../shared/text/cert-text';
import { labelOf } from '../../../shared/forms/json-schema';
import { objectKind, type ObjectOf } from '../object-kind';

type CustomAttribute = ObjectOf<'CustomAttribute'>;

export const customAttributes = objectKind<CustomAttribute>({
  collection: 'custom-attributes',
  noun: 'custom attribute',
  nouns: 'custom attributes',
  about: 'Fields of your own on certificates and other objects: to search by, to decide by, and to tell people.',
  read: 'custom-attributes:read',
  write: 'custom-attributes:write',
  topic: 'custom-attributes',
  nameOf: ({ name }) => name,
  schema: 'CustomAttribute',
  creation: 'CustomAttributeRequest',
  parts: [
    { title: 'What it is', members: ['name', 'label', 'description', 'contentType', 'resources'] },
    { title: 'Values', members: ['content', 'list', 'multiSelect', 'extensibleList'] },
    { title: 'Who sets and sees it', members: ['visible', 'required', 'readOnly'] },
  ],
  isUsed: true,
  columns: [
    { id: 'label', header: 'Label', cell: ({ label }) => <CertText isCut>{label}</CertText> },
    { id: 'contentType', header: 'Holds', width: '8rem', cell: ({ contentType }) => labelOf(contentType) },
    { id: 'resources', header: 'Of', cell: ({ resources }) => resources.map(labelOf).join(', ') },
    { id: 'list', header: 'Chosen from a list', width: '9rem', cell: ({ list }) => (list ? 'yes' : 'no') },
    { id: 'required', header: 'Required', width: '7rem', cell: ({ required }) => (required ? 'yes' : 'no') },
    { id: 'readOnly', header: 'Set by', width: '8rem', cell: ({ readOnly }) => (readOnly ? 'triggers' : 'people') },
  ],
  empty: 'Make one for what your certificates need beside their own facts: an application, a cost centre, a contact.',
  deletion: 'Its values are erased from all objects; what was recorded of the past stays.',
});
