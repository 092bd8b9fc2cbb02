import { ctEntries } from './ct-rows';

const row = (id: number | string, serial: string, more: object = {}) => ({
  ...{ issuer_ca_id: 7, id, serial_number: serial, name_value: 'a.example' },
  ...more,
});

it('puts a certificate and its precertificate together, what was logged first in front', () => {
  expect(ctEntries([row(30, '0B'), row(12, '0a'), row('11', '0A'), row(12, '0a')])).toEqual([
    { ids: [11, 12], pem: null, label: 'id 11' },
    { ids: [30], pem: null, label: 'id 30' },
  ]);
});

it('takes rows as they are: without ids, without serial numbers, in the older form, with the certificate', () => {
  const rows = [{ min_cert_id: 5, issuer_name: 'CN=CA', serial_number: '01' }, { pem: 'x' }, {}, { id: -1 }];
  expect(ctEntries(rows)).toEqual([
    { ids: [], pem: 'x', label: 'row 2' },
    { ids: [], pem: null, label: 'row 3' },
    { ids: [], pem: null, label: 'row 4' },
    { ids: [5], pem: null, label: 'id 5' },
  ]);
  expect(ctEntries([row(1, '01'), row(2, '01', { pem: 'y' })])).toMatchObject([{ ids: [1, 2], pem: 'y' }]);
});

it.each([[null], [{}], ['[]'], [[1]], [[[]]]])('%j is no list', (list) => expect(ctEntries(list)).toBeNull());
