import { expect, it } from 'vitest';
import type { SchemaBook } from '../../shared/forms/json-schema';
import { settingRows } from './setting-rows';

const book: SchemaBook = {
  SettingsRequest: {
    type: 'object',
    properties: {
      syncTimeout: { type: 'string', default: 'PT30S', description: 'How long.' },
      upload: { $ref: '#/components/schemas/UploadRequest' },
    },
  },
  UploadRequest: {
    type: 'object',
    properties: { maxBytes: { type: 'integer', default: 10 }, names: { type: 'array', items: {}, default: [] } },
  },
};

it('has each setting with its value, its default and its effect', () => {
  const rows = settingRows({ syncTimeout: 'PT5S', upload: { maxBytes: 10, names: [] } }, book);
  expect(rows).toEqual([
    {
      pointer: '/syncTimeout',
      label: 'Sync timeout',
      effect: 'How long.',
      value: 'PT5S',
      first: 'PT30S',
      isDefault: false,
    },
    { pointer: '/upload/maxBytes', label: 'Upload: max bytes', effect: '', value: 10, first: 10, isDefault: true },
    { pointer: '/upload/names', label: 'Upload: names', effect: '', value: [], first: [], isDefault: true },
  ]);
});
