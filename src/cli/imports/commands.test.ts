import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readArguments } from '../arguments';
import type { ImportInvocation } from './arguments';
import { importExports } from './commands';

const folder = mkdtempSync(path.join(tmpdir(), 'certloom-import-'));
const at = (name: string) => path.join(folder, name);
writeFileSync(at('one.json'), Buffer.from('\ufeff{"a":1}', 'utf16le'));
writeFileSync(at('two.json'), '[]');
writeFileSync(at('options.json'), '{"templateMap": {"1": "Web"}}');

let answer: object = {};
const bodies: string[] = [];
let server: Server;
beforeAll(async () => {
  server = createServer((req, res) => {
    const parts: Buffer[] = [];
    req.on('data', (part: Buffer) => parts.push(part));
    req.on('end', () => {
      bodies.push(Buffer.concat(parts).toString());
      res.end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

const totals = { created: 0, updated: 0, skipped: 0, failed: 0 };
const note = (where: string) => ({ code: 'field_unmapped', path: where, message: 'kept' });
const item = {
  ...{ file: 'one.json', kind: 'Script', name: 's\u001b', outcome: 'created', target: { kind: 'Script', name: 's' } },
  ...{ mappedPaths: ['/a'], notes: ['/b', '/c', '/d', '/e'].map(note) },
};

async function run(args: readonly string[], body: object) {
  answer = body;
  let out = '';
  const { port } = server.address() as AddressInfo;
  const env = { CERTLOOM_URL: `http://127.0.0.1:${port}`, CERTLOOM_API_KEY: 'k' };
  const terminal = { out: (text: string) => void (out += text), error: (text: string) => void (out += text) };
  const code = await importExports(readArguments(['import', ...args]) as ImportInvocation, terminal, env);
  return { code, out };
}

it('sends files with the options, dry by default, and shows what would become of each object', async () => {
  const report = { dryRun: true, items: [item], totals: { ...totals, created: 1 } };
  const { code, out } = await run(['-f', at('one.json'), at('two.json'), '--options', at('options.json')], report);
  expect(code).toBe(2);
  expect(JSON.parse(bodies.at(-1)!)).toEqual({
    ...{ templateMap: { '1': 'Web' }, dryRun: true },
    files: [
      { name: 'one.json', content: '{"a":1}' },
      { name: 'two.json', content: '[]' },
    ],
  });
  expect(out).toBe(
    '+ Script s?: created -> Script s (one.json, 1 values mapped)\n    field_unmapped: kept [/b, /c, /d and 1 more]\n1 created (dry run: nothing was written; --write writes it).\n',
  );
});

it.each([
  ['0 when everything was written', { dryRun: false, items: [], totals: { ...totals, updated: 1 } }, 0],
  ['1 when something could not be taken', { dryRun: false, items: [], totals: { ...totals, failed: 1 } }, 1],
])('ends with %s', async (_name, report, expected) => {
  expect((await run(['--write', '--on-conflict', 'update', '-f', at('two.json')], report)).code).toBe(expected);
  expect(JSON.parse(bodies.at(-1)!)).toMatchObject({ dryRun: false, onConflict: 'update' });
});

it('ends with 1 for a file that is not there, and for options that are none', async () => {
  expect((await run(['-f', at('none.json')], {})).out).toMatch(/cannot be read/);
  expect((await run(['-f', at('two.json'), '--options', at('two.json')], {})).out).toMatch(/no JSON object/);
});

it.each([[[]], [['-f', 'x', '--on-conflict', 'maybe']], [['--unknown']]])('refuses %j', (args) => {
  expect(() => readArguments(['import', ...args])).toThrow(expect.objectContaining({ name: 'UsageError' }));
});
