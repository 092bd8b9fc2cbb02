/** What earlier releases have written of rejected certificates. */
import { oldRejectionErasure } from '../../src/services/notifications/old-rejections';
import { messageIdOf } from '../../src/store/notifications/messages';
import { alone, storesOfEachTest } from '../support/stores';

const hourMs = 3_600_000;
const at = new Date('2030-06-01T00:00:00Z');
const before = (hours: number) => new Date(at.getTime() - hours * hourMs);
const stores = storesOfEachTest(() => at);
const collection = (name: string) => stores.db().collection<{ _id: string }>(name);
const event = 'certificate_uploaded';
const kept = 'Certificate uploaded: rejected, details not kept';
const details = 'CN=secret.example.test';

/** Gives what it says it has erased. */
async function erase(): Promise<object> {
  let said = {};
  const work = oldRejectionErasure({ notices: stores().oldRejectedNotices, now: () => at });
  await work.run({ ...alone, note: (progress) => (said = progress) });
  return said;
}

const delivery = (id: string, firingId: string, eraseWhenDone: boolean) =>
  collection('deliveries').insertOne({ _id: id, firingId, event, eraseWhenDone } as never);

/** As it was written before it had a rule. */
const entry = (id: string, firingId: string | null) =>
  collection('event_log_entries').insertOne({
    ...{ _id: id, time: before(100), source: 'Certloom', eventId: 4101, level: 'Information', category: 0 },
    ...{ message: details, data: [['subjectDn', details]], firingId, instanceId: null, itemId: null, host: 'h' },
    delivery: [],
  } as never);

const message = (key: string, firingId: string, change: object) =>
  collection('messages').insertOne({
    ...{ _id: messageIdOf(key), user: 'u-1', message: details, detail: details, event, firingId, readAt: null },
    ...change,
  });

it('figure-F2 entries of the event log keep words and ids of what was rejected, and everything else as it was', async () => {
  await delivery('rejected', 'f-1', true);
  await delivery('stored', 'f-2', false);
  await entry('rejected', 'f-1');
  await entry('stored', 'f-2');
  // What administrators are told is in no ledger, also where it is about the delivery of such a notice.
  await entry('told', 'f-1');
  await entry('anchor', null);
  expect(await erase()).toEqual({ entries: 1, messages: 0 });
  expect(await stores().eventLog.find('rejected')).toMatchObject({ message: kept, data: {}, firingId: 'f-1' });
  for (const id of ['stored', 'told', 'anchor']) {
    expect(await stores().eventLog.find(id)).toMatchObject({ message: details, data: { subjectDn: details } });
  }
  expect(await erase()).toEqual({});
  // As an older worker that runs beside this one writes it.
  await delivery('late', 'f-1', true);
  await entry('late', 'f-1');
  expect(await erase()).toEqual({ entries: 1, messages: 0 });
});

it('figure-F2 messages are erased at once when they were read or are old, and else in their time', async () => {
  for (const key of ['read', 'old', 'new']) await delivery(key, 'f-1', true);
  await delivery('stored', 'f-2', false);
  await message('read', 'f-1', { sentAt: before(2), readAt: before(1) });
  await message('old', 'f-1', { sentAt: before(73) });
  await message('new', 'f-1', { sentAt: before(70) });
  await message('stored', 'f-2', { sentAt: before(1_000), readAt: before(900) });
  expect(await erase()).toEqual({ entries: 0, messages: 3 });
  const told = async () => {
    const found = await stores().messages.list('u-1', {}, null, 10);
    return Object.fromEntries(found.map((one) => [one.uuid, [one.message, one.detail, one.erasedAt !== null]]));
  };
  const erased = [kept, '', true];
  const whole = [details, details, false];
  const [read, old, recent, stored] = ['read', 'old', 'new', 'stored'].map(messageIdOf) as [
    string,
    string,
    string,
    string,
  ];
  expect(await told()).toEqual({ [read]: erased, [old]: erased, [recent]: whole, [stored]: whole });
  expect(await stores().messages.eraseOverdue(new Date(at.getTime() + 2 * hourMs))).toBe(1);
  expect(await told()).toEqual({ [read]: erased, [old]: erased, [recent]: erased, [stored]: whole });
  expect(await erase()).toEqual({});
});

it('an index tells that nothing is left', async () => {
  for (const name of ['event_log_entries', 'messages']) {
    await collection(name).insertOne({ rejectedNoticeRule: 1 } as never);
    const plan = await collection(name)
      .find({ rejectedNoticeRule: { $in: [null] } } as never)
      .explain('executionStats');
    expect(plan['executionStats']).toMatchObject({ nReturned: 0, totalDocsExamined: 0 });
  }
});
