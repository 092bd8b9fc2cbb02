import { attributeDefinition } from '../../../test/support/attribute-definition';
import { eventCodes, type EventCode } from '../events/catalogue';
import { fieldsFor } from './fields';
import { operators } from './tree';

const definition = attributeDefinition({ readOnly: true, list: true, multiSelect: true, content: [{ data: 'a' }] });

const names = (event: EventCode, stage: 'ignore' | 'action' | null, source = 'property') =>
  fieldsFor(event, stage, [definition])
    .filter((field) => field.source === source)
    .map(({ field }) => field);

describe('fieldsFor', () => {
  it('leaves out of the ignore stage of uploads what is not known there', () => {
    const ignored = names('certificate_uploaded', 'ignore');
    const missing = names('certificate_uploaded', 'action').filter((field) => !ignored.includes(field));
    expect(missing).toEqual([
      'PRIVATE_KEY',
      'RA_PROFILE_NAME',
      'GROUP_NAME',
      'OWNER',
      'SUCCEEDING_CERTIFICATES',
      'PRECEDING_CERTIFICATES',
    ]);
    expect(names('certificate_uploaded', null)).toEqual(names('certificate_uploaded', 'action'));
    expect(names('certificate_discovered', 'ignore')).toContain('OWNER');
  });

  it('has custom attributes of the resource, and metadata except at upload', () => {
    expect(names('certificate_uploaded', 'ignore', 'custom')).toEqual(['site']);
    expect(names('discovery_finished', 'action', 'custom')).toEqual([]);
    expect(names('certificate_uploaded', null, 'meta')).toEqual([]);
    expect(names('certificate_discovered', 'ignore', 'meta')).toHaveLength(14);
    expect(names('approval_closed', null, 'meta')).toEqual([]);
  });

  it('has what the event itself tells, by the names of its payload', () => {
    expect(names('certificate_status_changed', 'ignore', 'event')).toEqual(['oldStatus', 'newStatus']);
    expect(names('certificate_uploaded', null, 'event')).toEqual([]);
    const [action] = fieldsFor('certificate_action_performed', null, []).filter(({ source }) => source === 'event');
    expect(action).toMatchObject({ field: 'action', type: 'LIST', settable: false });
  });

  it('has for searches what is stored, and nothing that an event tells', () => {
    const fields = fieldsFor('certificates', null, [definition]);
    const expiring = fieldsFor('certificate_expiring', null, [definition]);
    expect(fields).toEqual(expiring.filter(({ source }) => source !== 'event'));
  });

  it('says what may be set and asked', () => {
    const fields = fieldsFor('certificate_expiring', 'action', [definition]);
    const settable = fields.filter((field) => field.settable).map(({ field }) => field);
    expect(settable).toEqual(['RA_PROFILE_NAME', 'GROUP_NAME', 'OWNER', 'site']);
    expect(fields.find(({ field }) => field === 'site')).toMatchObject({ type: 'STRING', collection: true });
    const keyUsage = fields.find(({ field }) => field === 'KEY_USAGE')!;
    expect(keyUsage).toMatchObject({ type: 'LIST', collection: true });
    expect(keyUsage.operators).toEqual([
      ...['EQUALS', 'NOT_EQUALS', 'EMPTY', 'NOT_EMPTY', 'CONTAINS', 'NOT_CONTAINS'],
      ...['COUNT_EQUAL', 'COUNT_NOT_EQUAL', 'COUNT_GREATER_THAN', 'COUNT_LESS_THAN'],
    ]);
    const keySize = fields.find(({ field }) => field === 'KEY_SIZE')!;
    expect(keySize.operators).toEqual([
      ...['EQUALS', 'NOT_EQUALS', 'GREATER', 'GREATER_OR_EQUAL', 'LESSER', 'LESSER_OR_EQUAL', 'EMPTY', 'NOT_EMPTY'],
    ]);
    expect(fields.find(({ contentType }) => contentType === 'secret')!.operators).toEqual(['EMPTY', 'NOT_EMPTY']);
  });

  it.each(eventCodes)('%s has fields, each once, with known operators and a description', (event) => {
    const fields = fieldsFor(event, null, [definition]);
    expect(fields.length).toBeGreaterThan(3);
    const keys = fields.map(({ source, field, contentType }) => `${source} ${field} ${contentType}`);
    expect(new Set(keys).size).toBe(keys.length);
    for (const field of fields) {
      expect(field.operators.every((operator) => operators.includes(operator))).toBe(true);
      expect(field.description).not.toBe('');
    }
  });
});
