import fs, { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createLogger, oneLine, writingTo } from './logging';

function logged(pretty: boolean, write: (logger: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = [];
  write(createLogger({ pretty, destination: { write: (line: string) => void lines.push(line) } }));
  return lines.join('');
}

describe('createLogger', () => {
  it.each([
    { authorization: 'Bearer hush' },
    { headers: { authorization: 'Bearer hush', 'x-api-key': 'hush', cookie: 'hush' } },
    { req: { headers: { 'x-api-key': 'hush' } } },
    { user: { password: 'hush' } },
    { body: { secret: 'hush' } },
  ])('hides %j', (fields) => {
    expect(logged(false, (logger) => logger.info(fields, 'x'))).not.toContain('hush');
    expect(logged(true, (logger) => logger.info(fields, 'x'))).not.toContain('hush');
  });

  it.each([true, false])('keeps control characters of user text from the terminal (pretty: %s)', (pretty) => {
    const text = 'a\nFAKE \u001b[2J\u0007\u0085';
    const lines = logged(pretty, (logger) => {
      logger.info({ name: text }, text);
      logger.error({ err: new Error(text) }, 'failed');
    });
    expect(lines).not.toContain('\u0007');
    expect(lines).not.toContain('\u001b');
    expect(lines.split('\n')[1]).not.toMatch(/^FAKE/);
  });
});

describe('writingTo', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'certloom-logging-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  afterEach(() => jest.restoreAllMocks());

  it('survives a full disk, and writes whole lines again when it has room', () => {
    const file = path.join(folder, 'out.log');
    const descriptor = openSync(file, 'a');
    const out = writingTo(descriptor);
    const write = fs.writeSync;
    out.write('one\n');
    jest
      .spyOn(fs, 'writeSync')
      .mockImplementationOnce((to) => write(to, 'tw'))
      .mockImplementationOnce(() => {
        throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
      });
    out.write('two\n');
    out.write('three\n');
    out.write('four\n');
    out.write('five\n');
    closeSync(descriptor);
    expect(readFileSync(file, 'utf8')).toBe('one\ntw\nfour\nfive\n');
  });
});

describe('oneLine', () => {
  it('reads like a sentence', () => {
    const line = oneLine(
      JSON.stringify({ level: 30, time: Date.UTC(2030, 0, 1, 10), msg: 'request', status: 200, route: '/a b' }),
    );
    expect(line).toBe('10:00:00.000 INFO  request status=200 route="/a b"\n');
  });
});
