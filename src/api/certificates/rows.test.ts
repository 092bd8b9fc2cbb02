import { certificateOf } from '../../../test/support/builders';
import type { AttributeValues } from '../../domain/attributes/attribute';
import { columnsOf, rowLine } from '../http/csv';
import { toCertificateRows, type RowDeps } from './rows';
import { certificateRow } from './schemas';

const visible = (is: boolean) => ({ visible: is });
const definitions = new Map([
  ['cost', visible(true)],
  ['key', visible(true)],
  ['hidden', visible(false)],
  ['long', visible(true)],
]);
const values: AttributeValues = {
  cost: { name: 'Cost centre', contentType: 'string', content: [{ data: '42' }] },
  key: { name: 'Key', contentType: 'credential', content: [{ data: 'hush', reference: 'r' }] },
  hidden: { name: 'Hidden', contentType: 'string', content: [{ data: 'not here' }] },
  gone: { name: 'Gone', contentType: 'string', content: [{ data: 'not here' }] },
  long: {
    name: 'Long',
    contentType: 'text',
    content: Array.from({ length: 30 }, (_, index) => ({ data: `${index} ${'x'.repeat(400)}` })),
  },
};
const deps: RowDeps = {
  inventory: {
    shownNames: async () => new Map([['a', { shownNames: ['dNSName:a.example'], nameCount: 12_800 }]]),
    attributesOf: async function* () {
      yield { uuid: 'a', attributes: values };
    },
  },
  directory: { snapshot: async () => ({ attributes: definitions }) },
};
const certificates = ['a', 'deleted'].map((uuid) =>
  certificateOf(uuid, {
    ...{ curve: 'prime256v1', securityBits: 128, signatureAlgorithm: 'ecdsa-with-SHA256' },
    ...{ subjectType: 'endEntity' as const, keyAlgorithm: 'ec', keySize: 256 },
    extendedKeyUsage: ['1.3.6.1.5.5.7.3.1', '1.2.3'],
  }),
);

it('shows keys, names with their number, purposes and visible attributes, secrets masked', async () => {
  const [row, deleted] = await toCertificateRows(deps, certificates);
  expect(row).toMatchObject({
    ...{ curve: 'prime256v1', securityBits: 128, signatureAlgorithm: 'ecdsa-with-SHA256' },
    ...{ extendedKeyUsage: ['1.3.6.1.5.5.7.3.1', '1.2.3'], extendedKeyUsageNames: ['serverAuth', '1.2.3'] },
    ...{ subjectAlternativeNames: ['dNSName:a.example'], subjectAlternativeNameCount: 12_800 },
  });
  expect(row!.customAttributes.map(({ name }) => name)).toEqual(['Cost centre', 'Key', 'Long']);
  expect(row!.customAttributes[1]!.content).toEqual([{ data: '***' }]);
  expect(JSON.stringify(row)).not.toMatch(/hush|not here/);
  expect(deleted).toMatchObject({ subjectAlternativeNames: [], customAttributes: [] });
});

it('stays small whatever the attributes hold, and fits its schema and CSV', async () => {
  const [row] = await toCertificateRows(deps, certificates);
  expect(JSON.stringify(row).length).toBeLessThan(8_000);
  expect(certificateRow.parse(row)).toBeDefined();
  const columns = columnsOf(certificateRow);
  expect(columns.map(({ header }) => header)).toEqual(
    expect.arrayContaining(['subjectAlternativeNames', 'subjectAlternativeNameCount', 'curve', 'customAttributes']),
  );
  expect(rowLine(columns, row)).toContain('serverAuth; 1.2.3');
});
