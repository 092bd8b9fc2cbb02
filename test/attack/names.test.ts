import { randomBytes } from 'node:crypto';
import { createScene } from '../acceptance/scene';
import { buildCertificate, toPem } from '../hostile/certificate-builder';
import { productOfFile } from '../support/product';
import { say, watched } from './watch';

const product = productOfFile();
const scene = createScene(product);
const dayMs = 86_400_000;
/** As many as fit into the largest certificate that is taken. */
const manyNames = () => {
  const tag = randomBytes(4).toString('hex');
  return Array.from({ length: 12_800 }, (_, index) => `${index}.${tag}.ab`);
};
const large = () => buildCertificate({ sans: manyNames(), notAfter: new Date(Date.now() + 5 * dayMs) });
const certificates = 60;

describe('certificates with thousands of names', () => {
  it('SEC7 come in as bundles without holding up the process', async () => {
    for (let sent = 0; sent < certificates; sent += 6) {
      const body = Array.from({ length: 6 }, () => toPem(large())).join('');
      const strain = await watched(async () =>
        product().call('post', '/certificates/upload').type('application/x-pem-file').send(body),
      );
      say('SEC7 bundle of 6 with 12,800 names each', strain, `answer ${strain.result.status}`);
      expect([202, 207]).toContain(strain.result.status);
    }
    const count = async () => (await scene.read('/certificates?count=true&limit=1')).total.value;
    while ((await count()) < certificates) await new Promise((resolve) => setTimeout(resolve, 200));
  });

  it('SEC7 a bundle with a million names is refused', async () => {
    const body = Array.from({ length: 37 }, () => toPem(large())).join('');
    const strain = await watched(async () =>
      product().call('post', '/certificates/upload').type('application/x-pem-file').send(body),
    );
    say('SEC7 too many names', strain, `answer ${strain.result.status}`);
    expect(strain.result.status).toBe(413);
    expect(strain.tookMs).toBeLessThan(3_000);
    expect(strain.stallMs).toBeLessThan(500);
  });

  it.each(['/certificates?limit=200', '/expiring?limit=200', '/certificates?limit=200&text=nothing-has-this'])(
    'figure-F4 %s is small, and forty at once fit into the memory',
    async (path) => {
      const one = await product().call('get', path);
      expect(one.status).toBe(200);
      const strain = await watched(() =>
        Promise.all(Array.from({ length: 40 }, async () => (await product().call('get', path)).status)),
      );
      const kilobytes = one.text.length / 1024;
      say(`figure-F4 forty times ${path}`, strain, `${kilobytes.toFixed(0)} kB a page`);
      expect(strain.result.every((status) => status === 200 || status === 503)).toBe(true);
      expect(kilobytes).toBeLessThan(1_024);
      expect(strain.grownMb).toBeLessThan(300);
    },
  );

  it('figure-F12 previews are made within one budget', async () => {
    const channels = ['email', 'webhook', 'slack', 'teams', 'pagerDuty', 'internal', 'eventLog'];
    const body = '{% for i in (1..3000) %}{% for j in (1..3000) %}{{ j }}{% endfor %}{% endfor %}';
    const templates = {
      ...Object.fromEntries(
        ['email', 'slack', 'teams', 'pagerDuty', 'internal'].map((one) => [one, { subject: body, body }]),
      ),
      eventLog: { body },
    };
    const [certificate] = (await scene.read('/certificates?limit=1')).items;
    const strain = await watched(async () =>
      product()
        .call('post', '/notification-profiles/preview')
        .send({ event: 'certificate_expiring', certificateUuid: certificate.uuid, draft: { channels, templates } }),
    );
    say('figure-F12 preview of seven channels', strain, `answer ${strain.result.status}`);
    expect(strain.result.body).toMatchObject({ notices: channels.map((channel) => ({ channel })) });
    expect(strain.stallMs).toBeLessThan(400);
  });
});
