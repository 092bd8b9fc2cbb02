import http from 'node:http';
import net from 'node:net';
import { loadConfig } from '../config/config';
import { choosePort, portWish } from './ports';
import { percentIn } from './progress';
import { elapsed } from '../lifecycle/elapsed';
import { assertReachable } from './reachability';

async function withServer<T>(server: net.Server, use: (port: number) => Promise<T>): Promise<T> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await use((server.address() as net.AddressInfo).port);
  } finally {
    server.close();
  }
}

describe('choosePort', () => {
  const variable = 'CERTLOOM_MONGO_PORT';

  it('keeps to a port that was asked for and names the variable when it is taken', async () => {
    await withServer(net.createServer(), async (port) => {
      await expect(choosePort({ variable, wanted: port, strict: true })).rejects.toMatchObject({
        exitCode: 78,
        message: `Port ${port} is in use by another program: set CERTLOOM_MONGO_PORT to a free port, or to 0 for any free one.`,
      });
      expect(await choosePort({ variable, wanted: port, strict: false })).not.toBe(port);
    });
  });

  it('gives any free port for 0, and the one asked for when it is free', async () => {
    const free = await choosePort({ variable, wanted: 0, strict: false });
    expect(free).toBeGreaterThan(0);
    expect(await choosePort({ variable, wanted: free, strict: true })).toBe(free);
  });

  it('takes a default for a wish and a variable for a demand', () => {
    expect(portWish(loadConfig({}), variable, 27017).strict).toBe(false);
    expect(portWish(loadConfig({ CERTLOOM_MONGO_PORT: '27017' }), variable, 27017).strict).toBe(true);
    expect(portWish(loadConfig({ CERTLOOM_MONGO_PORT: '0' }), variable, 0).strict).toBe(false);
  });
});

describe('assertReachable', () => {
  it('is content with a connection', async () => {
    await withServer(net.createServer(), (port) => assertReachable(`http://127.0.0.1:${port}`, 1_000, {}));
  });

  it('gives up on what refuses, does not exist or does not answer', async () => {
    await expect(assertReachable('http://127.0.0.1:1', 1_000, {})).rejects.toThrow(
      '127.0.0.1 cannot be reached (ECONNREFUSED)',
    );
    const begun = Date.now();
    // Reserved for documentation (RFC 5737) and for tests (RFC 6761): no route, no name.
    await expect(assertReachable('http://192.0.2.1', 500, {})).rejects.toThrow('192.0.2.1');
    await expect(assertReachable('https://nowhere.invalid', 2_000, {})).rejects.toThrow('nowhere.invalid');
    expect(Date.now() - begun).toBeLessThan(20_000);
  });

  it('asks the proxy where one is set', async () => {
    const asked: (string | undefined)[] = [];
    const proxy = http.createServer().on('connect', (request, socket) => {
      asked.push(request.url, request.headers['proxy-authorization']);
      socket.end(request.url?.startsWith('good') === true ? 'HTTP/1.1 200 OK\r\n\r\n' : 'HTTP/1.1 403 No\r\n\r\n');
    });
    await withServer(proxy, async (port) => {
      const env = { HTTPS_PROXY: `http://u:p@127.0.0.1:${port}` };
      await assertReachable('https://good.example', 1_000, env);
      await expect(assertReachable('https://bad.example', 1_000, env)).rejects.toThrow(
        'through the proxy of HTTPS_PROXY',
      );
    });
    expect(asked.slice(0, 2)).toEqual(['good.example:443', `Basic ${Buffer.from('u:p').toString('base64')}`]);
  });
});

describe('progress', () => {
  it.each([
    [0, '0 s'],
    [35_900, '35 s'],
    [245_000, '4 min 05 s'],
  ])('says %i ms as %s', (ms, text) => expect(elapsed(ms)).toBe(text));

  it.each([
    ['    Building [====>    ] 120/345: rustc', '34 %'],
    ['1/3\r 2/3', '66 %'],
    ['Compiling x v1.0.0', undefined],
    ['5/0', undefined],
    ['7/3', undefined],
  ])('reads %j as %s', (output, percent) => expect(percentIn(output)).toBe(percent));
});
