import type { ApiClient, Json } from './api-client';
import { checkEvent, eventDeviations, eventTable } from './event-table';
import type { MailCatcher } from './mail-catcher';
import { addresses, eventLogSource } from './rules';
import type { Told } from './told';

const told: Told = {
  ...{ event: 'approval_closed', cause: 'by somebody', triggers: ['tell'], mailTo: [addresses.operations] },
  deviations: [],
  find: async () => 'f1',
};
const firing = {
  ...{ event: 'approval_closed', outcome: 'performed', status: 'finished' },
  matchedTriggers: [{ name: 'tell' }, { name: 'of others' }],
};
const delivery = {
  channel: 'email',
  recipient: { value: addresses.operations },
  status: 'delivered',
  deliveryId: 'd1',
};
const entry = { entryId: 'e1', source: eventLogSource };

function world({ found = firing, deliveries = [delivery], entries = [entry] }: Record<string, unknown> = {}) {
  const client = {
    send: async () => ({ status: found === null ? 404 : 200, headers: new Headers(), body: found as Json }),
    list: async (path: string) => (path.startsWith('/deliveries') ? deliveries : entries) as Json[],
  } as unknown as ApiClient;
  const mail = { to: [addresses.operations], deliveryId: 'd1', subject: 's', file: '/mails/0007.eml' };
  const catcher = { mails: () => [mail] } as unknown as MailCatcher;
  return { client, catcher };
}

async function deviationsOf(change: Record<string, unknown>, more: Partial<Told> = {}) {
  const { client, catcher } = world(change);
  return (await checkEvent(client, catcher, { ...told, ...more }, 0)).deviations;
}

describe('an event of the demo', () => {
  it('has its mail, log entry and firing in one row', async () => {
    const { client, catcher } = world();
    const checked = await checkEvent(client, catcher, told, 0);
    const [, , row] = eventTable([checked], 'http://x', catcher).split('\n');
    expect(row).toBe(
      'approval_closed  by somebody  0007.eml  e1         yes          http://x/api/v1/event-history/f1',
    );
    expect(eventDeviations([checked])).toEqual([]);
  });

  it.each([
    [{ found: null }, 'has no firing in the event history'],
    [{ found: { ...firing, outcome: 'unmatched' } }, 'the firing is unmatched and must be performed'],
    [{ found: { ...firing, status: 'running' } }, 'the firing is running'],
    [{ found: { ...firing, event: 'approval_requested' } }, 'the firing is of approval_requested'],
    [{ found: { ...firing, matchedTriggers: [] } }, '"tell" did not match'],
    [{ deliveries: [] }, `mail is for nothing instead of "${addresses.operations}"`],
    [{ deliveries: [{ ...delivery, deliveryId: 'd2' }] }, `the mail to ${addresses.operations} did not arrive`],
    [{ entries: [] }, 'has 0 lines in the event log instead of 1'],
  ])('is not as expected with %j', async (change, deviation) => {
    expect(await deviationsOf(change)).toEqual([deviation]);
  });

  it('is not as expected when its cause is not', async () => {
    expect(await deviationsOf({}, { deviations: ['the order is failed'] })).toEqual(['the order is failed']);
    expect(await deviationsOf({}, { find: async () => undefined })).toEqual(['has no firing in the event history']);
  });
});
