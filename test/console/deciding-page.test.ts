/** The page behind a personal link, on a telephone and without scripts. */
import { randomUUID } from 'node:crypto';
import { createApprovalServices } from '../../src/process/parts/approval-services';
import { createScene } from '../acceptance/scene';
import { buildCertificate } from '../hostile/certificate-builder';
import { axeViolations, browserOfFile, describeInBrowser, type ConsolePage } from '../support/browser';
import { productOfFile } from '../support/product';

describeInBrowser('the page by which an approver decides', () => {
  const product = productOfFile();
  const scene = createScene(product);
  const { openConsole } = browserOfFile();
  let shown: ConsolePage | undefined;
  afterEach(async () => {
    await shown?.close();
    expect(shown?.faults).toEqual([]);
    shown = undefined;
  });
  beforeAll(async () => {
    const change = product().call('patch', '/settings').set('If-Match', '*');
    await change.send({ approvals: { decideByLink: true } }).expect(200);
  });

  /** The path of the link by which a new approver decides on a new request, whose names are long. */
  async function linked(): Promise<{ readonly path: string; readonly uuid: string }> {
    const [carl, ada] = [
      await scene.person([]),
      await scene.person(['approvals:read', 'approvals:write'], { displayName: 'Ada Lovelace' }),
    ];
    const profile = await scene.make('/approval-profiles', {
      ...{ name: `two pairs of eyes ${randomUUID()}`, steps: [{ userUuid: ada.uuid }] },
    });
    const objectUuid = (await scene.upload(buildCertificate()).expect(201)).body.uuid as string;
    const { foundation } = product();
    const { approvalUuid: id } = await createApprovalServices(foundation).requests.request({
      ...{ key: randomUUID(), resource: 'certificates', resourceAction: 'revoke', objectUuid },
      objectName: `${'a-rather-long-name-'.repeat(5)}.example.org`,
      objectNames: [`dNSName:${'x'.repeat(63)}.example.org`, 'dNSName:www.example.org'],
      ...{ creator: { uuid: carl.uuid, name: carl.username }, profile: profile.uuid },
    });
    const until = new Date(Date.now() + 3_600_000);
    const token = foundation.linkSigner.sign({ kind: 'decision', id, user: ada.uuid }, until);
    return { path: `/n/${token}`, uuid: id };
  }

  it.each(['light', 'dark'] as const)('fits 320 pixels, can be read and pressed by everybody: %s', async (theme) => {
    const { path } = await linked();
    shown = await openConsole(product(), { key: null, path, width: 320, theme });
    const { page } = shown;
    await page.getByText('You decide as Ada Lovelace').waitFor();
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
    expect(await page.locator('script').count()).toBe(0);
    for (const name of ['Approve', 'Reject']) {
      expect((await page.getByRole('button', { name }).boundingBox())!.height).toBeGreaterThanOrEqual(44);
    }
    expect(await axeViolations(page)).toEqual([]);
  });

  it('decides by the keyboard alone, and says what was decided', async () => {
    const { path, uuid } = await linked();
    shown = await openConsole(product(), { key: null, path, width: 320 });
    const { page } = shown;
    await page.getByLabel('Comment').fill('known');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('You have approved this.').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    expect(await scene.read(`/approvals/${uuid}`)).toMatchObject({
      status: 'approved',
      decisions: [{ comment: 'known', byLink: true }],
    });
  });
});
