import { productOfFile } from '../support/product';
import { createClock, createExpirationScene, dayMs } from './scene';

const clock = createClock('2030-01-10T08:20:00Z');
const product = productOfFile(() => ({ adjustments: { now: clock.now } }));
const scene = createExpirationScene(product, clock);

async function feedOf(key: string): Promise<string> {
  const made = await product().call('post', '/expiring/feed', key).expect(201);
  const { pathname } = new URL(made.body.url as string);
  expect(pathname).toMatch(/^\/calendar\/[A-Za-z0-9_-]{43}\.ics$/);
  return product().api.url + pathname;
}

const unfold = (text: string) => text.replaceAll('\r\n ', '');
const ends = (text: string) => [...unfold(text).matchAll(/^UID:(.*)$/gm)].map(([, uid]) => uid!.trim());

describe('the calendar feed', () => {
  it('holds what the user owns or has through a group, and nothing else', async () => {
    const person = await scene.person(['expiring:read']);
    const group = await scene.group({ members: [person.uuid] });
    const own = await scene.stored(clock.in(20 * dayMs), {
      patch: { owner: person.uuid },
      subject: 'evil\r\nATTACH:http://evil.example,;\\',
    });
    const shared = await scene.stored(clock.in(60 * dayMs), { patch: { groups: [group.uuid] } });
    await scene.stored(clock.in(30 * dayMs));
    const over = await scene.stored(clock.in(-dayMs), { patch: { owner: person.uuid }, subject: 'over' });
    const url = await feedOf(person.key);

    const answer = await fetch(url);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
    expect(answer.headers.get('cache-control')).toMatch(/^private/);
    const text = await answer.text();
    expect(ends(text)).toEqual([`${over}.1@certloom`, `${own}.1@certloom`, `${shared}.1@certloom`]);
    expect(unfold(text)).toContain('SUMMARY:Certificate expired\\, not replaced: over');
    expect(unfold(text).match(/^SUMMARY:Certificate expires/gm)).toHaveLength(2);
    const stamp = clock
      .in(20 * dayMs)
      .toISOString()
      .slice(0, 19)
      .replace(/[-:]/g, '');
    expect(unfold(text)).toContain(`DTSTART:${stamp}Z`);
    expect(unfold(text).match(/^DURATION:PT15M/gm)).toHaveLength(3);
    expect(unfold(text)).not.toMatch(/^ATTACH/m);
    for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);

    // The same text as long as nothing changes, whatever the time is.
    clock.advance(60_000);
    const again = await fetch(url, { headers: { 'If-None-Match': answer.headers.get('etag')! } });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe('');
    expect((await fetch(url, { method: 'POST' })).status).toBe(405);
  });

  it('keeps what has expired until somebody deals with it', async () => {
    const person = await scene.person(['expiring:read']);
    const names = { subject: 'kept.example.org', sans: ['kept.example.org'] };
    const patch = { owner: person.uuid };
    const [known, archived] = [
      await scene.stored(clock.in(dayMs), { patch }),
      await scene.stored(clock.in(dayMs), { patch }),
    ];
    const replaced = await scene.stored(clock.in(dayMs), { ...names, patch });
    const url = await feedOf(person.key);
    const uids = async () => ends(await (await fetch(url)).text());
    clock.advance(2 * dayMs);
    expect((await uids()).sort()).toEqual([known, archived, replaced].map((uuid) => `${uuid}.1@certloom`).sort());
    await product().call('post', `/expiring/${known}/acknowledge`).send({ comment: 'known' }).expect(200);
    await scene.patch(archived, { archived: true });
    await scene.stored(clock.in(300 * dayMs), { ...names, notBefore: clock.in(-3 * dayMs) });
    await scene.uploadsClosed();
    expect(await uids()).toEqual([]);
  });

  it('is replaced, taken back, and closed with the rights of its user', async () => {
    const person = await scene.person(['expiring:read']);
    const first = await feedOf(person.key);
    const shown = await product().call('get', '/expiring/feed', person.key).expect(200);
    expect(Object.keys(shown.body)).toEqual(['createdAt']);
    const second = await feedOf(person.key);
    expect((await fetch(first)).status).toBe(404);
    expect((await fetch(second)).status).toBe(200);

    const edit = (change: object) =>
      scene.change(`/users/${person.uuid}`, (user) => ({ ...writable(user), ...change }));
    const { roles } = await scene.read(`/users/${person.uuid}`);
    await edit({ roles: [] });
    expect((await fetch(second)).status).toBe(404);
    await edit({ roles, enabled: false });
    expect((await fetch(second)).status).toBe(404);
    await edit({ enabled: true });
    expect((await fetch(second)).status).toBe(200);

    await product().call('delete', '/expiring/feed', person.key).expect(204);
    expect((await fetch(second)).status).toBe(404);
    await product().call('get', '/expiring/feed', person.key).expect(404);
    const { paths } = (await product().call('get', '/openapi.json').expect(200)).body;
    expect(paths['/api/v1/expiring/feed'].get.responses).toHaveProperty('404');
  });

  it('tells nothing to those who guess, and keeps the secret out of logs and store', async () => {
    const person = await scene.person(['expiring:read']);
    const url = await feedOf(person.key);
    const secret = /calendar\/(.*)\.ics/.exec(url)![1]!;
    await fetch(url);
    for (const path of ['/calendar/x.ics', `/calendar/${'A'.repeat(43)}.ics`, '/calendar/', `/calendar/${secret}`]) {
      expect({ path, status: (await fetch(product().api.url + path)).status }).toEqual({ path, status: 404 });
    }
    expect(product().logLines.join('')).toContain('/calendar/{secret}.ics');
    expect(product().logLines.join('')).not.toContain(secret);
    const { db } = product().foundation;
    for (const name of ['calendar_feeds', 'audit_log', 'audit_rows']) {
      expect(JSON.stringify(await db.collection(name).find({}).toArray())).not.toContain(secret);
    }
  });

  it('is rate limited for each address', async () => {
    const answers = await Promise.all(
      Array.from(
        { length: 70 },
        async () => (await fetch(`${product().api.url}/calendar/${'B'.repeat(43)}.ics`)).status,
      ),
    );
    expect(answers).toContain(429);
  });
});

/** What a `PUT` of a user takes. */
function writable({ username, displayName, email, roles, enabled }: Record<string, unknown>): Record<string, unknown> {
  return { username, displayName, email, roles, enabled };
}
