import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from '../acceptance/scene';
import { buildCertificate, toPem } from '../hostile/certificate-builder';
import { browserOfFile, describeInBrowser, type ConsolePage } from '../support/browser';
import { freePort, nginxProgram, startNginx, type Nginx } from '../support/nginx';
import { startTestProduct, type TestProduct } from '../support/product';

const sites = ['console.test', 'elsewhere.test'];

/** Streams of all browsers, as the product counts them. */
async function streamsOf(product: TestProduct): Promise<number> {
  const text = await product.foundation.metrics.registry.metrics();
  return Number(/^certloom_live_streams (\d+)/m.exec(text)?.[1]);
}

(nginxProgram() === undefined ? describe.skip : describeInBrowser)(
  'the console behind a real nginx, on plain http under a name',
  () => {
    const { openConsole } = browserOfFile({ sites, keepsPages: true });
    let product: TestProduct;
    let nginx: Nginx;
    let shown: ConsolePage;
    const portOf = ({ api }: TestProduct) => Number(new URL(api.url).port);
    beforeAll(async () => {
      const port = await freePort();
      product = await startTestProduct({ env: { CERTLOOM_PUBLIC_URL: `http://console.test:${port}` } });
      nginx = await startNginx(port, portOf(product));
      shown = await openConsole(product);
    });
    afterEach(() => expect(shown.faults).toEqual([]));
    afterAll(async () => {
      await shown?.close();
      await nginx?.stop();
      await product?.close();
    });

    const upload = (name: string) =>
      product
        .call('post', '/certificates/upload')
        .send({ certificate: toPem(buildCertificate({ subject: name, sans: [name] })) })
        .expect(201);

    it('keeps a session in a plain cookie, and one stream for eight tabs, which all hear what is new', async () => {
      const cookies = await shown.context.cookies();
      expect(cookies).toMatchObject([{ httpOnly: true, sameSite: 'Lax', secure: false }]);
      shown.context.setDefaultTimeout(60_000);
      const tabs = [shown.page];
      while (tabs.length < 8) tabs.push(await shown.context.newPage());
      for (const tab of tabs) {
        await tab.goto('/certificates');
        await tab.getByRole('heading', { name: 'Certificates', level: 1 }).waitFor();
      }
      await eventually('one stream', async () => (await streamsOf(product)) === 1);
      await upload('eight.example.org');
      for (const tab of tabs) await tab.getByRole('button', { name: /: show$/ }).waitFor();
      for (const tab of tabs.slice(1)) await tab.close();
    });

    it('has no stream left in pages that the browser keeps, and one again when one comes back', async () => {
      const { page } = shown;
      for (const at of [
        '/',
        '/certificates',
        '/upload',
        '/event-history',
        '/workers',
        '/',
        '/expiring',
        '/certificates',
      ])
        await shown.open(at);
      await eventually('one stream', async () => (await streamsOf(product)) === 1);
      await page.goBack({ timeout: 5_000 }).catch(() => undefined); // a page that was kept tells of no load
      await page.goForward({ timeout: 5_000 }).catch(() => undefined);
      await page.getByRole('heading', { name: 'Certificates', level: 1 }).waitFor();
      await eventually('one stream', async () => (await streamsOf(product)) === 1);
      await upload('kept.example.org');
      await page.getByRole('button', { name: /: show$/ }).waitFor();
    });

    it('comes back by itself after the product was away, for which nginx answers 502', async () => {
      // Not the page that was kept: playwright does not know where that is.
      await shown.page.close();
      const page = await shown.context.newPage();
      await page.goto('/certificates');
      await page.getByRole('heading', { name: 'Certificates', level: 1 }).waitFor();
      await eventually('one stream', async () => (await streamsOf(product)) === 1);
      product = await product.restart();
      await nginx.to(portOf(product));
      await eventually('the stream again', async () => (await streamsOf(product)) === 1, 60_000);
      await upload('again.example.org');
      await page.getByRole('button', { name: /: show$/ }).waitFor();
    });

    it('takes a link from another site as the person who is signed in, and no form of it', async () => {
      const foreign = await foreignSite(product.foundation.publicUrl);
      const page = await shown.context.newPage();
      await page.goto(foreign.url);
      await page.getByRole('link', { name: 'look' }).click();
      await page.getByRole('heading', { name: 'Certificates', level: 1 }).waitFor();
      await page.goto(foreign.url);
      const answer = page.waitForResponse((response) => response.request().method() === 'POST');
      await page.getByRole('button', { name: 'sign out' }).click();
      expect((await answer).status()).toBe(401);
      await page.goto(`${product.foundation.publicUrl}/certificates`);
      await page.getByRole('heading', { name: 'Certificates', level: 1 }).waitFor();
      await page.close();
      foreign.server.close();
    });
  },
);

/** A page of somebody else that links to the console, and has a form that would do something there. */
async function foreignSite(target: string): Promise<{ readonly url: string; readonly server: Server }> {
  const server = createServer((_req, res) => {
    res.setHeader('Content-Type', 'text/html');
    res.end(
      `<a href="${target}/certificates">look</a>
       <form method="post" action="${target}/api/v1/sign-in/out"><button>sign out</button></form>`,
    );
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return { url: `http://elsewhere.test:${(server.address() as AddressInfo).port}`, server };
}
