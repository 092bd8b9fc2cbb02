import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readArguments } from '../arguments';
import { showOrigins } from './origins';
import type { OriginsInvocation } from './origins-arguments';

const item = {
  ...{ system: 'czertainly', originKind: 'Trigger', originId: 't-1', kind: 'Trigger', name: 'Pay\u001b', object: 'u' },
  ...{ isPart: false, kept: [{ path: '/color', value: 'red' }] },
};
const part = { ...item, originKind: 'Rule', originId: null, name: 'weak', object: null, isPart: true, kept: [] };
let pages: object[] = [];
const asked: string[] = [];
let server: Server;
beforeAll(async () => {
  server = createServer((req, res) => {
    asked.push(req.url!);
    res.statusCode = pages.length === 0 ? 403 : 200;
    res.end(JSON.stringify(pages.shift() ?? { code: 'forbidden', detail: 'no' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => server.close());

async function run(...args: string[]) {
  let out = '';
  const env = { CERTLOOM_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, CERTLOOM_API_KEY: 'k' };
  const write = (text: string) => void (out += text);
  const invocation = readArguments(['origins', ...args]) as OriginsInvocation;
  return { code: await showOrigins(invocation, { out: write, error: write }, env), out };
}

it('shows every page, with what was kept of each object', async () => {
  pages = [
    { items: [item], nextCursor: 'next' },
    { items: [part], nextCursor: null },
  ];
  expect(await run('--kind', 'Trigger', '--kept')).toEqual({
    code: 0,
    out: 'czertainly Trigger t-1 -> Trigger Pay?\n    /color: "red"\nczertainly Rule -> part of Trigger (weak)\n',
  });
  expect(asked).toEqual([
    '/api/v1/imports/origins?kind=Trigger&hasKept=true&limit=200',
    '/api/v1/imports/origins?kind=Trigger&hasKept=true&limit=200&cursor=next',
  ]);
});

it('writes JSON lines, says that there is nothing, and what was refused', async () => {
  pages = [{ items: [item], nextCursor: null }];
  expect(JSON.parse((await run('--json')).out)).toEqual(item);
  pages = [{ items: [], nextCursor: null }];
  expect((await run()).out).toBe('Nothing that was imported fits.\n');
  expect(await run()).toMatchObject({ code: 1, out: expect.stringContaining('no') });
});

it('takes no other option', () => expect(() => readArguments(['origins', '--all'])).toThrow('--all'));
