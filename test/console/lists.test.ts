import { writeCertificates } from '../../bench/certificate-rows';
import { steps, walk } from '../../bench/console-walk';
import { writeFirings } from '../../bench/firing-rows';
import { describeInBrowser } from '../support/browser';
import { launchChromium } from '../support/chromium';
import { productBehindFront } from '../support/front';

const rows = 20_000;
const product = productBehindFront();

/** What a step asks for beside its list: saved views, and how many events there were when. */
function besideListOf(step: string): readonly string[] {
  const isTimed = ['events: open', 'events: failures', 'events: one kind'].includes(step);
  return [
    ...(isTimed ? ['/api/v1/event-history/timeline'] : []),
    ...(step.endsWith(': open') ? ['/api/v1/views'] : []),
  ];
}

/** The same way as `npm run bench -- console` goes with a million of each, whose times are looked at there. */
describeInBrowser('lists over 20,000 certificates and events', () => {
  beforeAll(async () => {
    const { foundation, call } = product();
    const caller = {
      async call(_method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) {
        const { status } = await call('post', path.replace('/api/v1', ''))
          .set(headers)
          .send(body as Buffer);
        return { status, body: {} };
      },
    };
    await writeCertificates(caller, foundation.db, rows, () => undefined);
    await writeFirings(foundation.db, rows, () => undefined);
  }, 120_000);

  it('stand after each step, by no other request than that of the list', async () => {
    const { publicUrl } = product().foundation;
    const browser = await launchChromium();
    const asked = new Map<string, Set<string>>();
    try {
      const found = await walk(
        browser,
        { url: publicUrl, adminKey: product().adminKey },
        {
          ...{ rounds: 1, pauseMs: 0 },
          onRequest(step, path, query) {
            // The number of a list's rows is asked for when they have stood for a moment: the next step may have begun.
            const isCount = query.get('count') === 'true' && steps.some(({ list }) => list === path);
            if (!isCount) asked.set(step, (asked.get(step) ?? new Set()).add(path));
          },
        },
      );
      for (const { name } of steps) expect([name, found.get(name)]).toEqual([name, [expect.any(Number)]]);
      const others = steps.map(({ name, list }) => [
        name,
        [...(asked.get(name) ?? [])].filter((path) => path !== list).sort(),
      ]);
      expect(others).toEqual(steps.map(({ name }) => [name, besideListOf(name)]));
    } finally {
      await browser.close();
    }
  });
});
