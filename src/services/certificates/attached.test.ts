import { attachedCertificate } from './attached';

it('is a file of bytes or of PEM', () => {
  expect(attachedCertificate(Buffer.from('der'), 'der')).toMatchObject({ name: 'certificate.cer' });
  expect(attachedCertificate(Buffer.from('der'), 'pem').content.toString()).toContain('BEGIN CERTIFICATE');
});
