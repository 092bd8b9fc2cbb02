import { attributeDefinition } from '../../../test/support/attribute-definition';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import { changeOf, type CertificateEdit } from './edit';
import type { CertificateDirectory } from './selection';

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
    const change = changeOf(patch, before, directory, (text) => `sealed ${text}`);
    expect(change.attributes?.[contentType]?.content[0]?.data).toBe(changed);
  });
});

describe('a list of custom attributes', () => {
  const value = (name: string, data: string) => ({ name, contentType: 'string' as const, content: [{ data }] });
  const [site, floor, serial] = ['site', 'floor', 'serial'].map((name) => attributeDefinition({ uuid: name, name }));
  const directory = {
    attributes: new Map([
      ['site', site],
      ['floor', floor],
      ['serial', { ...serial, readOnly: true }],
    ]),
  } as unknown as CertificateDirectory;
  const stored = { site: value('site', 'dc1'), serial: value('serial', '7') };
  const changed = (customAttributes: CertificateEdit['customAttributes']) =>
    changeOf(
      { customAttributes },
      { attributes: stored } as unknown as CertificateRecord,
      directory,
      (text) => `sealed ${text}`,
    ).attributes;

  it.each<[string, CertificateEdit['customAttributes'], object | undefined]>([
    ['adds to the others', [{ name: 'floor', content: [{ data: '2' }] }], { ...stored, floor: value('floor', '2') }],
    ['replaces one', [{ name: 'site', content: [{ data: 'dc2' }] }], { ...stored, site: value('site', 'dc2') }],
    ['clears one by null', [{ name: 'site', content: null }], { serial: stored.serial }],
    ['clears one by an empty list', [{ name: 'site', content: [] }], { serial: stored.serial }],
    ['clears what was not there', [{ name: 'floor', content: null }], undefined],
    ['of nothing changes nothing', [], undefined],
    ['of what is there changes nothing', [{ name: 'site', content: [{ data: 'dc1' }] }], undefined],
    ['that is null clears all but what requests cannot set', null, { serial: stored.serial }],
  ])('%s', (_what, list, attributes) => expect(changed(list)).toEqual(attributes));

  it('clears nothing that requests cannot set', () => {
    expect(() => changed([{ name: 'serial', content: null }])).toThrow('set by the system only');
  });
});
