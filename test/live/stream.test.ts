/** The stream of changes over HTTP, told by one process of what another one does, on the real engines. */
import { randomBytes, randomUUID } from 'node:crypto';
import { requestHeader } from '../../src/api/http/same-origin';
import { connectStore } from '../../src/store/database/connection';
import { createChangeLog } from '../../src/store/live/change-log';
import { createScene, eventually } from '../acceptance/scene';
import { buildCertificate } from '../hostile/certificate-builder';
import { databaseUri } from '../support/database';
import { openEventStream, type OpenedStream, type StreamedEvent } from '../support/event-stream';
import { productOfFile, startApiAlone } from '../support/product';

const product = productOfFile();
const scene = createScene(product);
/** Another process with an API; the product itself has one, and the workers. */
let other: Awaited<ReturnType<typeof startApiAlone>>;
const opened: OpenedStream[] = [];
beforeAll(async () => {
  other = await startApiAlone(product());
});
afterEach(() => opened.splice(0).forEach((stream) => stream.hangUp()));
afterAll(() => other.stop());

const notices = () => product().foundation.db.collection('change_notices');

async function listen(url: string, query = '', key = product().adminKey): Promise<OpenedStream> {
  const stream = await openEventStream(`${url}/api/v1/stream${query}`, { authorization: `Bearer ${key}` });
  opened.push(stream);
  expect(stream.answer.status).toBe(200);
  await stream.until('event: ready');
  return stream;
}

const both = () => Promise.all([listen(product().api.url), listen(other.url)]);
const ofTopic =
  (topic: string, id?: string) =>
  ({ event, data }: StreamedEvent): boolean =>
    event === 'change' && data.topic === topic && (id === undefined || (data.ids ?? []).includes(id));

async function group(url = product().api.url): Promise<string> {
  const answer = await fetch(`${url}/api/v1/groups`, {
    method: 'POST',
    headers: { authorization: `Bearer ${product().adminKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: `group ${randomUUID()}` }),
  });
  expect(answer.status).toBe(201);
  return ((await answer.json()) as { uuid: string }).uuid;
}

it('tells of what any process changes, on the streams of all', async () => {
  const streams = await both();
  const ids = [await group(product().api.url), await group(other.url)];
  for (const stream of streams) for (const id of ids) await stream.event(ofTopic('groups', id));
});

it('tells of what workers do, and of a certificate which', async () => {
  const streams = await both();
  const { body } = await scene.upload(buildCertificate()).expect(201);
  for (const stream of streams) {
    await stream.event(ofTopic('certificates', body.uuid as string));
    await stream.event(ofTopic('firings'));
    await stream.event(ofTopic('uploads'));
    await stream.event(ofTopic('audit-log'));
  }
});

it('tells who was away what was missed, by either process, or to read everything again', async () => {
  const before = await listen(other.url, '?topics=groups');
  await before.event(ofTopic('groups', await group()));
  const position = before.position()!;
  before.hangUp();
  const missed = [await group(), await group(other.url)];
  const watcher = await listen(other.url);
  // What a process writes it tells a moment after it has answered.
  for (const id of missed) await eventually('the notice of a group', () => notices().findOne({ ids: id }));
  const back = await listen(product().api.url, `?topics=groups&after=${position}`);
  const { data } = await back.event(ofTopic('groups', missed[0]));
  expect(data.ids).toEqual(expect.arrayContaining(missed));

  await watcher.event(ofTopic('groups', await group()));
  await notices().deleteMany({ _id: { $gt: 0, $lte: Number(back.position()) } } as object);
  const late = await listen(other.url, `?after=${position}`);
  expect((await late.event(({ event }) => event === 'reload')).data).toEqual({ reason: 'too_old' });
  const strange = await listen(other.url, '?after=999999999999999');
  expect((await strange.event(({ event }) => event === 'reload')).data).toEqual({ reason: 'unknown' });
});

it('tells of a message only whom it is to', async () => {
  const [ann, bob] = [await scene.person(['notifications:read']), await scene.person(['notifications:read'])];
  const [ofAnn, ofBob] = [await listen(other.url, '', ann.key), await listen(other.url, '', bob.key)];
  const tell = (user: string, key: string) =>
    product().foundation.stores.messages.put({
      ...{ key, user, message: 'm', detail: '', event: 'certificate_uploaded', firingId: randomUUID() },
      ...{ sentAt: new Date(), eraseAt: null },
    });
  await tell(ann.uuid, randomUUID());
  await ofAnn.event(ofTopic('notifications'));
  await tell(bob.uuid, randomUUID());
  await ofBob.event(ofTopic('notifications'));
  expect(ofBob.events().filter(ofTopic('notifications'))).toHaveLength(1);
  expect(ofAnn.events().filter(ofTopic('notifications'))).toHaveLength(1);
});

describe('ends', () => {
  it('with the key behind it, at the other process too', async () => {
    const ann = await scene.person(['groups:read']);
    const stream = await listen(other.url, '', ann.key);
    const { items } = await scene.read(`/api-keys?user=${ann.uuid}`);
    await product().call('delete', `/api-keys/${items[0].uuid}`);
    expect(await stream.rest()).toMatch(/event: end\ndata: \{"reason":"rights_changed"\}\n\n$/);
    const again = await openEventStream(`${other.url}/api/v1/stream`, { authorization: `Bearer ${ann.key}` });
    expect(again.answer.status).toBe(401);
  });

  it('with the session behind it, in both processes, and no other session', async () => {
    const headers = { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', [requestHeader]: '1' };
    const post = (path: string, body: object, more: Record<string, string> = {}) =>
      fetch(`${product().api.url}/api/v1${path}`, {
        ...{ method: 'POST', headers: { ...headers, ...more }, body: JSON.stringify(body) },
      });
    const signIn = async () => {
      const answer = await post('/sign-in/key', { key: product().adminKey });
      expect(answer.status).toBe(200);
      return { cookie: answer.headers.get('set-cookie')!.split(';', 1)[0]! };
    };
    const [leaving, staying] = [await signIn(), await signIn()];
    const listenAs = async (url: string, cookie: { readonly cookie: string }) => {
      const stream = await openEventStream(`${url}/api/v1/stream`, cookie);
      opened.push(stream);
      await stream.until('event: ready');
      return stream;
    };
    const ended = [await listenAs(product().api.url, leaving), await listenAs(other.url, leaving)];
    const kept = await listenAs(other.url, staying);
    expect((await post('/sign-in/out', {}, leaving)).status).toBe(200);
    expect(await ended[0]!.rest()).toContain('"reason":"signed_out"');
    expect(await ended[1]!.rest()).toContain('event: end');
    await kept.event(ofTopic('groups', await group()));
  });

  it('with the roles of its person, and begins anew with what they give', async () => {
    const ann = await scene.person(['groups:read', 'settings:read']);
    const stream = await listen(other.url, '', ann.key);
    const role = await scene.make('/roles', { name: `role ${randomUUID()}`, permissions: ['groups:read'] });
    await scene.change(`/users/${ann.uuid}`, ({ username, displayName, email, enabled }) => ({
      ...{ username, displayName, email, enabled },
      roles: [role.uuid],
    }));
    expect(await stream.rest()).toContain('"reason":"rights_changed"');
    const again = await listen(other.url, '', ann.key);
    expect(again.events().find(({ event }) => event === 'ready')?.data).toEqual({ topics: ['groups'] });
  });

  it('with the process, which tells all before it closes', async () => {
    const leaving = await startApiAlone(product());
    const stream = await listen(leaving.url);
    await leaving.stop();
    expect(await stream.rest()).toMatch(/\n\nretry: \d+\n\nevent: end\ndata: \{"reason":"stopping"\}\n\n$/);
  });
});

describe('the log', () => {
  it('numbers what several processes write at once without a gap, and keeps so much of it', async () => {
    const uri = databaseUri(`certloom_log_${randomBytes(6).toString('hex')}`);
    const connections = await Promise.all([1, 2, 3].map(() => connectStore(uri)));
    try {
      const logs = connections.map((db) => createChangeLog(db, () => new Date(), 200));
      const change = { topic: 'groups', kind: 'changed', ids: null, count: 1, user: null } as const;
      await Promise.all(
        logs.map(async (log) => {
          for (let count = 0; count < 15; count += 1) await log.append([change, change]);
        }),
      );
      const { before, last } = await logs[0]!.bounds();
      const { notices: kept } = await logs[1]!.behind(before, 1_000);
      expect(kept.map(({ number }) => number)).toEqual(kept.map((_, index) => before + 1 + index));
      const start = (await connections[0]!.collection('change_notices').findOne({ _id: 0 } as object))!['start'];
      expect(last).toBe((start as number) + 90);
      await logs[2]!.append(Array.from({ length: 600 }, () => change));
      expect((await logs[1]!.bounds()).last).toBe((start as number) + 690);
      expect((await logs[1]!.bounds()).before).toBe((start as number) + 490);
    } finally {
      await connections[0]!.dropDatabase();
      for (const db of connections) await db.close();
    }
  });

  it('says when something is written, where the server can', async () => {
    const { changeLog } = product().foundation.stores;
    let isWoken = false;
    const following = changeLog.follow(() => (isWoken = true));
    try {
      const { last } = await changeLog.bounds();
      await group();
      await eventually('the notice', async () => (await changeLog.behind(last, 1)).notices.length > 0);
      process.stdout.write(`change streams: ${following.tells() || isWoken ? 'yes' : 'no, the log is looked at'}\n`);
    } finally {
      await following.close();
    }
  });
});
