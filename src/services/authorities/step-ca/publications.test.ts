import { builtinInMemory, noState, orderOf } from '../../../../test/support/builtin-authority';
import { certificationRequest } from '../../../../test/support/certification-request';
import { stepCa } from '../../../../test/support/step-ca';
import { pemOf } from '../../../x509/pem-writer';
import { createPublications } from './publications';

const url = 'https://ca.example';

it('hands out the issuing CAs before the roots', async () => {
  const { authority } = builtinInMemory();
  await authority.advance(orderOf(await certificationRequest()), null, noState);
  const [issuing, root] = await authority.issuers();
  const answers = [issuing!, root!].map((der) => ({ status: 201, json: { crts: [pemOf('CERTIFICATE', der)] } }));
  const { ask, asked } = stepCa(answers);
  expect(await createPublications(ask).issuers(url)).toEqual([issuing, root]);
  expect(asked.map((one) => one.url)).toEqual([`${url}/1.0/intermediates`, `${url}/1.0/roots`]);
});

it('hands out the list where there is one', async () => {
  const of = (...answers: object[]) => createPublications(stepCa(answers).ask).crl(url);
  expect(await of({ body: Buffer.from('list') })).toEqual(Buffer.from('list'));
  expect([await of({ status: 404 }), await of({ status: 501 })]).toEqual([null, null]);
  await expect(of({ status: 500 })).rejects.toMatchObject({ code: 'authority_failed' });
});
