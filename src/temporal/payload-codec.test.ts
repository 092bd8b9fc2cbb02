import { randomBytes } from 'node:crypto';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { createPayloadCodec, encryptedEncoding } from './payload-codec';

const old = randomBytes(32);
const present = randomBytes(32);
const codec = createPayloadCodec([present]);
const plain = (value: unknown) => defaultPayloadConverter.toPayload(value);
const valueOf = (payload: Payload | undefined) => defaultPayloadConverter.fromPayload(payload as Payload);
const text = (bytes: Uint8Array | null | undefined) => Buffer.from(bytes ?? []).toString('latin1');

async function sealed(value: unknown, by = codec): Promise<Payload> {
  const [payload] = await by.encode([plain(value)]);
  if (payload === undefined) throw new Error('nothing was encoded');
  return payload;
}

describe('payload codec', () => {
  it.each([{ batchId: 'b', subjects: ['s'] }, 'a text with ü', 0, null, [], undefined, new Uint8Array([0, 255])])(
    'opens what it sealed: %p',
    async (value) => {
      const payload = await sealed(value);
      expect(text(payload.metadata?.['encoding'])).toBe(encryptedEncoding);
      const [opened] = await codec.decode([payload]);
      expect(opened?.metadata).toEqual(plain(value).metadata);
      expect(valueOf(opened)).toEqual(value);
    },
  );

  it('shows nothing of the value and seals differently each time', async () => {
    const [one, other] = await Promise.all([sealed('planted-text'), sealed('planted-text')]);
    expect(text(one.data)).not.toContain('planted');
    expect(text(one.data)).not.toContain('json/plain');
    expect(one.data).not.toEqual(other.data);
    expect(text(one.metadata?.['encryption-key-id'])).toMatch(/^[0-9a-f]{16}$/);
  });

  it('keeps the order of several payloads, and passes on those of a history written in plain', async () => {
    const payloads = [await sealed('one'), plain('two'), await sealed('three')];
    expect((await codec.decode(payloads)).map(valueOf)).toEqual(['one', 'two', 'three']);
  });

  it('opens with an older key and seals with the present one', async () => {
    const both = createPayloadCodec([present, old]);
    const before = await sealed('kept', createPayloadCodec([old]));
    expect((await both.decode([before])).map(valueOf)).toEqual(['kept']);
    const after = await sealed('new', both);
    expect((await codec.decode([after])).map(valueOf)).toEqual(['new']);
  });

  it('only opens when it is switched off', async () => {
    const off = createPayloadCodec([present], false);
    expect(await off.encode([plain('a')])).toEqual([plain('a')]);
    expect((await off.decode([await sealed('b')])).map(valueOf)).toEqual(['b']);
  });

  it.each<[string, (payload: Payload) => Payload, string]>([
    ['changed', ({ metadata, data }) => ({ metadata, data: flipped(data, 20) }), 'authenticate'],
    ['cut', ({ metadata, data }) => ({ metadata, data: data?.subarray(0, 20) }), 'is cut'],
    ['without data', ({ metadata }) => ({ metadata }), 'is cut'],
    [
      'of an unknown key',
      ({ metadata, data }) => ({ metadata: { ...metadata, 'encryption-key-id': Buffer.from('00<script>') }, data }),
      'not configured (00??c?????)',
    ],
  ])('refuses a payload that is %s', async (_, change, message) => {
    await expect(codec.decode([change(await sealed('a longer value'))])).rejects.toThrow(message);
  });

  it('takes 32-byte keys only, at least one', () => {
    expect(() => createPayloadCodec([randomBytes(16)])).toThrow(RangeError);
    expect(() => createPayloadCodec([])).toThrow(RangeError);
  });
});

function flipped(bytes: Uint8Array | null | undefined, at: number): Uint8Array {
  const copy = Buffer.from(bytes ?? []);
  copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
  return copy;
}
