import { createLogger, oneLine } from './logging';

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

describe('oneLine', () => {
  it('reads like a sentence', () => {
    const line = oneLine(
      JSON.stringify({ level: 30, time: Date.UTC(2030, 0, 1, 10), msg: 'request', status: 200, route: '/a b' }),
    );
    expect(line).toBe('10:00:00.000 INFO  request status=200 route="/a b"\n');
  });
});
