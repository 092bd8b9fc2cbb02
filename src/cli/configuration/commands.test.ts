import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readArguments } from '../arguments';
import { applyFile, exportToTerminal } from './commands';
import type { ApplyInvocation } from './arguments';

const folder = mkdtempSync(path.join(tmpdir(), 'certloom-apply-'));
const file = path.join(folder, 'all.yaml');
writeFileSync(file, 'spec: {url: {secretRef: on-call.slack}}\n');
writeFileSync(path.join(folder, 'key'), 'the-key\n');

let answer: { status: number; body: unknown };
const requests: { url: string; key: string; body: string }[] = [];
let server: Server;
beforeAll(async () => {
  server = createServer((req, res) => {
    const parts: Buffer[] = [];
    req.on('data', (part: Buffer) => parts.push(part));
    req.on('end', () => {
      requests.push({ url: req.url!, key: req.headers.authorization!, body: Buffer.concat(parts).toString() });
      res.writeHead(answer.status);
      res.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

const counts = { created: 0, changed: 0, unchanged: 0, deleted: 0, failed: 0 };
const change = { path: '/email', before: null, after: 'a\u001b[2J' };
const group = { document: 1, line: 3, kind: 'Group', name: 'P', result: 'changed', changes: [change], faults: [] };

async function run(argv: readonly string[], status: number, body: unknown, env: Record<string, string> = {}) {
  answer = { status, body };
  requests.length = 0;
  const said = { out: '', error: '' };
  const terminal = {
    out: (text: string) => void (said.out += text),
    error: (text: string) => void (said.error += text),
  };
  const { port } = server.address() as AddressInfo;
  const all = { CERTLOOM_URL: `http://127.0.0.1:${port}/`, CERTLOOM_API_KEY_FILE: path.join(folder, 'key'), ...env };
  const invocation = readArguments(argv);
  const code =
    invocation.command === 'export'
      ? await exportToTerminal(invocation, terminal, all)
      : await applyFile(invocation as ApplyInvocation, terminal, all);
  return { code, ...said };
}

it('exports what is asked for', async () => {
  const { code, out } = await run(['export', '--kinds', 'Group,User', '--names', 'a, b'], 200, 'kind: Group\n');
  expect({ code, out }).toEqual({ code: 0, out: 'kind: Group\n' });
  expect(requests).toEqual([
    { url: '/api/v1/exports?kinds=Group&kinds=User&names=a%2C+b', key: 'Bearer the-key', body: '' },
  ]);
});

it('applies a file with the secrets that it names', async () => {
  const report = { dryRun: false, objects: [group], counts: { ...counts, changed: 1 } };
  const env = { CERTLOOM_SECRET_ON_CALL_SLACK: 'https://hooks.example' };
  const { code, out } = await run(['apply', '-f', file, '--prune', 'Group'], 200, report, env);
  expect(code).toBe(0);
  expect(out).toBe('~ Group P: changed (line 3)\n    /email: "a\\u001b[2J"\n1 changed.\n');
  expect(requests[0]!.url).toBe('/api/v1/imports?dryRun=false&replaceSecrets=false&prune=Group');
  expect(JSON.parse(requests[0]!.body)).toEqual({
    text: 'spec: {url: {secretRef: on-call.slack}}\n',
    secrets: { 'on-call.slack': 'https://hooks.example' },
  });
});

it.each([
  ['2 when a dry run would change something', 200, { changed: 1 }, 2],
  ['0 when it would not', 200, { unchanged: 4 }, 0],
  ['1 when something could not be written', 207, { failed: 1, changed: 1 }, 1],
])('ends a dry run with %s', async (_name, status, some, expected) => {
  const report = { dryRun: true, objects: [], counts: { ...counts, ...some } };
  const { code, out } = await run(['apply', '--dry-run', '-f', file], status, report);
  expect(code).toBe(expected);
  expect(out).toContain('nothing was written');
});

it('ends with 1 and a line for each fault', async () => {
  const errors = [
    { pointer: '/0/spec', code: 'x', detail: 'document 1, line 2: wrong' },
    { pointer: '/1', code: 'x', detail: 'document 2, line 9: wrong too' },
  ];
  const { code, error } = await run(['apply', '-f', file], 422, { detail: 'wrong', errors });
  expect(code).toBe(1);
  expect(error).toBe('document 1, line 2: wrong (/0/spec)\ndocument 2, line 9: wrong too (/1)\n');
});

it.each([
  ['no address', { CERTLOOM_URL: '' }, /CERTLOOM_URL is the address/],
  ['no key', { CERTLOOM_API_KEY_FILE: '' }, /CERTLOOM_API_KEY/],
  ['a key that is not there', { CERTLOOM_API_KEY_FILE: '/nowhere' }, /cannot be read/],
  ['an address where nothing is', { CERTLOOM_URL: 'http://127.0.0.1:1' }, /cannot be reached/],
])('ends with 1 for %s', async (_name, env, message) => {
  const { code, error } = await run(['apply', '-f', file], 200, {}, env);
  expect(code).toBe(1);
  expect(error).toMatch(message);
});

it('ends with 1 for a file that is not there, and for an answer of somebody else', async () => {
  expect((await run(['apply', '-f', path.join(folder, 'none')], 200, {})).error).toMatch(/none cannot be read/);
  expect((await run(['apply', '-f', file], 502, '<html>')).error).toMatch(/status 502/);
});
