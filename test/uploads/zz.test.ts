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
  const c = product.foundation.db.collection('uploads');
  console.log(JSON.stringify(await c.indexes()));
  const fp = require('crypto').createHash('sha256').update(der).digest('hex');
  try { await c.insertOne({_id: 'zzz' as any, activeFingerprint: fp, createdAt: new Date()}); console.log('fine'); await c.deleteOne({_id:'zzz' as any}); } catch (e) { console.log(String(e)); }
  const b = await scene.upload(der);
  console.log(a.status, b.status);
  await new Promise(r=>setTimeout(r,3000));
  console.log((await scene.upload(der)).status);
});
