import { always, createScene } from '../acceptance/scene';
import { buildCertificate } from '../hostile/certificate-builder';
import { startTestProduct, type TestProduct } from '../support/product';
let product: TestProduct;
const scene = createScene(() => product);
beforeAll(async () => { product = await startTestProduct(); });
afterAll(async () => { await product?.close(); });
it('x', async () => {
  const t = await scene.ignore({ condition: always });
  await scene.attach({ ignore: [t] });
  const der = buildCertificate();
  const a = await scene.upload(der);
  const rows = await product.foundation.db.collection('uploads').find({}).toArray();
  console.log(JSON.stringify(rows));
  console.log(JSON.stringify(await product.foundation.db.collection('uploads').find({activeFingerprint: {$exists: true}}).toArray()));
  const b = await scene.upload(der);
  console.log(a.status, b.status, JSON.stringify(b.body), JSON.stringify(b.headers));
});
