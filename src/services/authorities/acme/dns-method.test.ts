import { OutboundRefused } from '../../../outbound/outbound-guard';
import { createDnsMethod } from './dns-method';

const target = {
  server: { host: 'ns.example', port: 53, zone: 'example.org', keyName: 'key' },
  secret: 'c2VjcmV0IHNlY3JldCBzZWNyZXQgc2VjcmV0',
};
const confirmation = { name: 'www.example.org', token: 't', keyAuthorization: 't.print' };
/** SHA-256 of the key authorization, base64url. */
const text = '3iJpO12wfHHKVKmbpo4VqrXbTZBb6z8AF5XnvzpxLi4';

/** A name server that answers updates with a code, and questions with texts. */
function scene(updateCode: number, texts: readonly string[]) {
  const updates: Buffer[] = [];
  const exchange = async (_host: string, _port: number, message: Buffer) => {
    const isUpdate = message.readUInt16BE(2) === 5 << 11;
    if (isUpdate) updates.push(message);
    const head = Buffer.from(message.subarray(0, 12));
    head.writeUInt16BE(0x8000 | (isUpdate ? updateCode : 0), 2);
    head.fill(0, 4);
    if (isUpdate) return head;
    head.writeUInt16BE(texts.length, 6);
    const records = texts.map((one) => {
      const data = Buffer.from(`\0${one}`, 'latin1');
      data[0] = one.length;
      return Buffer.concat([Buffer.from([0, 0, 16, 0, 1, 0, 0, 0, 1, 0, data.length]), data]);
    });
    return Buffer.concat([head, ...records]);
  };
  return { updates, method: createDnsMethod({ exchange, now: () => new Date() }, target) };
}

it('adds the record beside others, looks for it, and takes it away', async () => {
  const { method, updates } = scene(0, ['other', text]);
  expect(await method.prepare(confirmation)).toBe(true);
  await method.clear(confirmation);
  expect(updates.map((message) => message.includes(text))).toEqual([true, true]);
});

it('waits for a record that is not to be seen', async () => {
  expect(await scene(0, ['other']).method.prepare(confirmation)).toBe(false);
});

it.each([
  [5, 'it refuses them', true],
  [9, 'it is not responsible for the zone, or does not know the key', true],
  [2, 'it failed', false],
  [11, 'response code 11', true],
])('says what response code %d means', async (code, words, isFinal) => {
  const message = `The name server ns.example took no update: ${words}.`;
  await expect(scene(code, []).method.prepare(confirmation)).rejects.toMatchObject({ message, isFinal });
});

it('refuses without a name server, and what the guard refuses', async () => {
  const now = () => new Date();
  const refuse = () => Promise.reject(new OutboundRefused('address_not_allowed', 'no'));
  const methods = [
    createDnsMethod({ exchange: refuse, now }, null),
    createDnsMethod({ exchange: refuse, now }, target),
  ];
  for (const [index, code] of ['dns_update_missing', 'address_not_allowed'].entries())
    await expect(methods[index]!.prepare(confirmation)).rejects.toMatchObject({ code, isFinal: true });
});
