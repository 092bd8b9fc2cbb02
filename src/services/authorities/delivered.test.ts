import { builtinInMemory, noState, orderOf } from '../../../test/support/builtin-authority';
import { certificationRequest } from '../../../test/support/certification-request';
import { pemOf } from '../../x509/pem-writer';
import { readChain, refuseOther } from './delivered';

async function chain() {
  const csr = await certificationRequest();
  const step = await builtinInMemory().authority.advance(orderOf(csr), null, noState);
  if (step.kind !== 'issued') throw new Error('not issued');
  const pem = [step.certificate, ...step.issuers].map((der) => pemOf('CERTIFICATE', der)).join('\n');
  return { csr, pem, step };
}

it('reads a chain and takes what was asked for', async () => {
  const { csr, pem, step } = await chain();
  const read = readChain(Buffer.from(pem));
  expect(read.certificate.equals(step.certificate)).toBe(true);
  expect(read.issuers).toHaveLength(step.issuers.length);
  expect(() => refuseOther(read, { csr, names: ['dNSName:WEB.example.org'] })).not.toThrow();
});

it('refuses other names, another key, and what is no chain', async () => {
  const { csr, pem } = await chain();
  const read = readChain(Buffer.from(pem));
  const names = ['dNSName:web.example.org'];
  expect(() => refuseOther(read, { csr, names: ['dNSName:other.example.org'] })).toThrow(
    'without dNSName:other.example.org and with dNSName:web.example.org',
  );
  const other = await certificationRequest();
  expect(() => refuseOther(read, { csr: other, names })).toThrow('another key');
  expect(() => readChain(Buffer.from('nothing'))).toThrow('no chain');
  expect(() => refuseOther({ certificate: Buffer.from('x'), issuers: [] }, { csr, names })).toThrow('no certificate');
});
