import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import express from 'express';
import request from 'supertest';
import { consoleFiles } from './console-files';

const folder = mkdtempSync(path.join(tmpdir(), 'certloom-console-'));
const script = `console.log(${JSON.stringify('x'.repeat(500))})`;
mkdirSync(path.join(folder, 'assets'));
mkdirSync(path.join(folder, '.vite'));
writeFileSync(path.join(folder, 'index.html'), '<!doctype html><title>Console</title>');
writeFileSync(path.join(folder, '.vite', 'manifest.json'), '{}');
writeFileSync(path.join(folder, 'assets', 'main-abc.js'), script);
writeFileSync(path.join(folder, 'assets', 'main-abc.js.br'), brotliCompressSync(script));
writeFileSync(path.join(folder, 'assets', 'main-abc.js.gz'), gzipSync(script));
afterAll(() => rmSync(folder, { recursive: true }));

const app = express()
  .use(consoleFiles({ folder, reserved: ['api', 'docs'] }))
  .use((_req, res) => void res.status(404).json({ code: 'not_found' }));
const navigation = 'text/html,application/xhtml+xml,*/*;q=0.8';

it('is at the root, is asked about each time, and may load its own files only', async () => {
  const { text, headers } = await request(app).get('/').expect(200);
  expect(text).toContain('<title>Console');
  expect(headers).toMatchObject({ 'cache-control': 'no-cache', 'referrer-policy': 'same-origin' });
  const policy = headers['content-security-policy'];
  expect(policy).toContain("script-src 'self'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toMatch(/unsafe|data:|upgrade-insecure/);
});

it('answers with the page wherever a browser navigates to, and only there', async () => {
  await request(app)
    .get('/certificates/1?tab=history')
    .set('Accept', navigation)
    .expect(200, /Console/);
  await request(app).get('/certificates/1').set('Accept', 'application/json').expect(404);
  await request(app).post('/certificates/1').set('Accept', navigation).expect(404);
});

it.each(['/api', '/api/v1/nothing', '/docs/nothing', '/assets/old-123.js', '/favicon.ico', '/.vite/manifest.json'])(
  'leaves %s alone',
  (at) => request(app).get(at).set('Accept', navigation).expect(404),
);

it.each(['/assets/..%2f..%2fpackage.json', '/assets/../.vite/manifest.json', '/assets/%00', '/assets/main-abc.js.br'])(
  'gives nothing else of the folder: %s',
  (at) => request(app).get(at).expect(404),
);

it.each([
  ['br, gzip', 'br'],
  ['gzip', 'gzip'],
  ['identity', undefined],
  ['br;q=0, gzip;q=0', undefined],
])('compressed files go to who takes them: %s', async (accepted, coding) => {
  const { headers } = await request(app)
    .get('/assets/main-abc.js')
    .set('Accept-Encoding', accepted)
    .buffer(true)
    .parse((res, done) => {
      // Of the bytes as they are sent, where supertest would unpack them only for some codings.
      const chunks: Buffer[] = [];
      res.on('data', (chunk: Buffer) => chunks.push(chunk));
      res.on('end', () => done(null, Buffer.concat(chunks).toString()));
    })
    .expect(200);
  expect(headers['content-encoding']).toBe(coding);
  expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
  expect(headers['vary']).toBe('Accept-Encoding');
  expect(headers['content-type']).toBe('text/javascript; charset=utf-8');
});

it('sends a file once to who has it', async () => {
  const first = await request(app).get('/').expect(200);
  await request(app).get('/').set('If-None-Match', first.headers['etag']!).expect(304);
  await request(app).head('/').expect(200).expect('Content-Length', String(first.text.length));
});

it('is not there without a build', async () => {
  const none = express().use(consoleFiles({ folder: path.join(folder, 'none'), reserved: [] }));
  await request(none).get('/').set('Accept', navigation).expect(404);
});
