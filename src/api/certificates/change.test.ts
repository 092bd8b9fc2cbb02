import { attributeDefinition } from '../../../test/support/attribute-definition';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import { changeOf } from './change';
import type { CertificateDirectory } from './query';

const definition = (contentType: 'secret' | 'credential' | 'string') =>
  attributeDefinition({ uuid: contentType, name: contentType, contentType });

describe('a value that comes back as its mask', () => {
  it.each([
    { contentType: 'secret' as const, changed: undefined },
    { contentType: 'credential' as const, changed: undefined },
    { contentType: 'string' as const, changed: '***' },
  ])('of a $contentType', ({ contentType, changed }) => {
    const kept = { name: contentType, contentType, content: [{ data: 'before' }] };
    const before = { attributes: { [contentType]: kept } } as unknown as CertificateRecord;
    const directory = {
      attributes: new Map([[contentType, definition(contentType)]]),
    } as unknown as CertificateDirectory;
    const patch = { customAttributes: [{ name: contentType, content: [{ data: '***' }] }] };
    const change = changeOf(patch, before, directory);
    expect(change.attributes?.[contentType]?.content[0]?.data).toBe(changed);
  });
});
