import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { callerOf, printSignInAddress } from './command';

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'certloom-sign-in-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('asks whom the variables name', () => {
  const env = { CERTLOOM_URL: 'https://certloom.example.org', CERTLOOM_API_KEY: 'key' };
  expect(callerOf(env)).toBe(env);
});

it('asks the installation of this machine with the key of its data folder', () => {
  writeFileSync(path.join(folder, 'admin.key'), 'kept key\n');
  expect(callerOf({ CERTLOOM_DATA_DIR: folder, CERTLOOM_HOST: '0.0.0.0', CERTLOOM_PORT: '8099' })).toEqual({
    CERTLOOM_URL: 'http://127.0.0.1:8099',
    CERTLOOM_API_KEY: 'kept key',
  });
});

it('says what to do where there is no key', async () => {
  const said: string[] = [];
  const terminal = { out: (text: string) => void said.push(text), error: (text: string) => void said.push(text) };
  expect(await printSignInAddress(terminal, { CERTLOOM_DATA_DIR: folder })).toBe(1);
  expect(said.join('')).toContain('start the product first');
});

it('writes the address alone to standard output', async () => {
  const url = 'http://127.0.0.1:8080/once/token';
  const asked: unknown[] = [];
  const server = createServer((req, res) => {
    asked.push([req.method, req.url, req.headers.authorization]);
    res.writeHead(201).end(JSON.stringify({ url, expiresAt: '2030-01-01T00:10:00.000Z' }));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const out: string[] = [];
  const { port } = server.address() as AddressInfo;
  const code = await printSignInAddress(
    { out: (text) => void out.push(text), error: () => undefined },
    { CERTLOOM_URL: `http://127.0.0.1:${port}`, CERTLOOM_API_KEY: 'key' },
  );
  server.close();
  expect([code, out, asked]).toEqual([0, [`${url}\n`], [['POST', '/api/v1/sign-in/addresses', 'Bearer key']]]);
});
