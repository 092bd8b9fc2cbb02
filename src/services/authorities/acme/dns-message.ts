import { createHmac } from 'node:crypto';

/** A key that signs messages (RFC 8945), HMAC-SHA256. */
export interface TsigKey {
  /** Without a dot at the end. */
  readonly name: string;
  readonly secret: Buffer;
}

/** One TXT record (RFC 1035). */
export interface TxtRecord {
  /** Without a dot at the end. */
  readonly name: string;
  /** Up to 255 octets. */
  readonly text: string;
}

const types = { soa: 6, txt: 16, any: 255, tsig: 250 } as const;
const classes = { in: 1, none: 254, any: 255 } as const;
const algorithm = 'hmac-sha256';
const fudgeSeconds = 300;
const recordSeconds = 60;

/** A domain name on the wire, in lower case. Throws `RangeError` for one that cannot be. */
export function writeDomain(name: string): Buffer {
  const labels = name
    .replace(/\.$/, '')
    .toLowerCase()
    .split('.')
    .filter((label, _index, all) => all.length > 1 || label !== '')
    .map((label) => Buffer.from(label, 'ascii'));
  if (labels.some(({ length }) => length === 0 || length > 63)) throw new RangeError(`no domain name: ${name}`);
  const wire = Buffer.concat([...labels.flatMap((label) => [Buffer.from([label.length]), label]), Buffer.from([0])]);
  if (wire.length > 255) throw new RangeError(`no domain name: ${name}`);
  return wire;
}

/** An update of one record (RFC 2136), signed. */
export function writeUpdate(
  action: 'add' | 'remove',
  {
    id,
    zone,
    record,
    key,
    at,
  }: {
    readonly id: number;
    readonly zone: string;
    readonly record: TxtRecord;
    readonly key: TsigKey;
    readonly at: Date;
  },
): Buffer {
  const text = Buffer.from(record.text, 'latin1');
  const data = Buffer.concat([Buffer.from([text.length]), text]);
  const [recordClass, seconds] = action === 'add' ? [classes.in, recordSeconds] : [classes.none, 0];
  const message = Buffer.concat([
    words(id, 5 << 11, 1, 0, 1, 0),
    writeDomain(zone),
    words(types.soa, classes.in),
    writeDomain(record.name),
    words(types.txt, recordClass, 0, seconds, data.length),
    data,
  ]);
  return signMessage(message, id, key, at);
}

/** A question for the TXT records of a name, to an authoritative server. */
export function writeTxtQuery(id: number, name: string): Buffer {
  return Buffer.concat([words(id, 0, 1, 0, 0, 0), writeDomain(name), words(types.txt, classes.in)]);
}

/** Appends a TSIG record (RFC 8945, section 4.2) and counts it. */
function signMessage(message: Buffer, id: number, { name, secret }: TsigKey, at: Date): Buffer {
  const owner = writeDomain(name);
  const time = Buffer.alloc(6);
  time.writeUIntBE(Math.floor(at.getTime() / 1000), 0, 6);
  const [algorithmName, fudge] = [writeDomain(algorithm), words(fudgeSeconds)];
  const noError = words(0, 0);
  const signed = [message, owner, words(classes.any, 0, 0), algorithmName, time, fudge, noError];
  const mac = createHmac('sha256', secret).update(Buffer.concat(signed)).digest();
  const data = Buffer.concat([algorithmName, time, fudge, words(mac.length), mac, words(id), noError]);
  const counted = Buffer.from(message);
  counted.writeUInt16BE(counted.readUInt16BE(10) + 1, 10);
  return Buffer.concat([counted, owner, words(types.tsig, classes.any, 0, 0, data.length), data]);
}

/** Big-endian, 16 bits each; a TTL is two of them. */
function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  values.forEach((value, index) => bytes.writeUInt16BE(value, index * 2));
  return bytes;
}

/** What a server answered: its response code, and the TXT records in it. */
export interface DnsAnswer {
  readonly id: number;
  readonly code: number;
  readonly texts: readonly string[];
}

/** Null for octets that are no answer. */
export function readAnswer(message: Buffer): DnsAnswer | null {
  try {
    const [id, flags, questions, answers] = [0, 2, 4, 6].map((at) => message.readUInt16BE(at)) as [
      ...[number, number, number, number],
    ];
    let at = 12;
    for (let index = 0; index < questions; index += 1) at = afterName(message, at) + 4;
    const texts: string[] = [];
    for (let index = 0; index < answers; index += 1) {
      at = afterName(message, at);
      const [type, length] = [message.readUInt16BE(at), message.readUInt16BE(at + 8)];
      at += 10;
      if (type === types.txt) texts.push(textOf(message.subarray(at, at + length)));
      at += length;
    }
    return { id, code: flags & 15, texts };
  } catch {
    // Read behind the end.
    return null;
  }
}

/** A compressed name ends at its pointer. */
function afterName(message: Buffer, start: number): number {
  let at = start;
  for (;;) {
    const length = message.readUInt8(at);
    if (length === 0) return at + 1;
    if (length >= 0xc0) return at + 2;
    at += length + 1;
  }
}

function textOf(data: Buffer): string {
  let text = '';
  for (let at = 0; at < data.length; at += 1 + data.readUInt8(at))
    text += data.toString('latin1', at + 1, at + 1 + data.readUInt8(at));
  return text;
}
