import { buildCertificate, toPem } from '../hostile/certificate-builder';
import { startTestProduct, type TestProduct } from '../support/product';

describe('a certificate is uploaded', () => {
  let product: TestProduct;
  beforeAll(async () => {
    product = await startTestProduct();
  });
  afterAll(async () => {
    await product?.close();
  });

  it('U01 is stored without any trigger, with one firing', async () => {
    const der = buildCertificate({ subject: 'u01.example.org', sans: ['u01.example.org'] });
    const { status, body, headers } = await product
      .call('post', '/certificates/upload')
      .send({ certificate: toPem(der) });
    expect(status).toBe(201);
    expect(headers.location).toBe(`/api/v1/certificates/${body.uuid}`);
    const stored = await product.call('get', `/certificates/${body.uuid}`);
    expect(stored.body).toMatchObject({ fingerprint: body.fingerprint, commonName: 'u01.example.org' });
    const history = await product.call('get', '/event-history');
    expect(history.body.items).toHaveLength(1);
    expect(history.body.items[0]).toMatchObject({
      event: 'certificate_uploaded',
      outcome: 'unmatched',
      status: 'finished',
    });
  });
});
