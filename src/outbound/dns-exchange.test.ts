import { createServer, type AddressInfo, type Server } from 'node:net';
import { createDnsExchange } from './dns-exchange';
import { createOutboundGuard } from './outbound-guard';

let server: Server;
const received: Buffer[] = [];
beforeAll(async () => {
  server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (data: Buffer) => {
      received.push(data);
      if (data.includes('silent')) return;
      if (data.includes('closing')) return void socket.destroy();
      // In two pieces, as networks like it.
      socket.write(Buffer.from([0, 4, 1]));
      setImmediate(() => socket.write(Buffer.from([2, 3, 4, 9])));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const ask = (text: string, allow: readonly string[] = ['127.0.0.1']) =>
  createDnsExchange({ guard: createOutboundGuard(allow), totalMs: 200 })(
    '127.0.0.1',
    (server.address() as AddressInfo).port,
    Buffer.from(text),
  );

it('sends a message with its length, and gives the answer as long as it says', async () => {
  expect(await ask('hello')).toEqual(Buffer.from([1, 2, 3, 4]));
  expect(received.at(-1)).toEqual(Buffer.from('\0\x05hello'));
});

it('says what a name server does instead of answering', async () => {
  await expect(ask('silent')).rejects.toThrow('The name server 127.0.0.1 did not answer in time');
  await expect(ask('closing')).rejects.toThrow('closed the connection');
});

it('connects to nothing that the guard does not allow', async () => {
  const before = received.length;
  await expect(ask('hello', [])).rejects.toMatchObject({ code: 'address_not_allowed' });
  expect(received).toHaveLength(before);
});
