import { certificateOf } from '../../../test/support/builders';
import { createCertificateIds } from './certificate-ids';

const certificate = certificateOf('c1');
const ids = createCertificateIds({
  inventory: { find: async (uuid) => (uuid === certificate.uuid ? certificate : null) },
  numbers: {
    numbersOf: async (uuids) => new Map(uuids.map((uuid, at) => [uuid, at + 5])),
    uuidOf: async (number) => (number === 5 ? certificate.uuid : number === 6 ? 'deleted' : undefined),
  },
});

it('finds certificates by number and by uuid', async () => {
  expect(await ids.numberOf(certificate.uuid)).toBe(5);
  expect(await ids.get('5')).toBe(certificate);
  expect(await ids.get(certificate.uuid.toUpperCase())).toBe(certificate);
});

it.each(['6', '7', '0b5a9c1e-6f3c-4b8e-9a51-2f0c6d1e8a77'])('finds none by %s', async (id) =>
  expect(ids.get(id)).rejects.toMatchObject({ code: 'not_found' }),
);
