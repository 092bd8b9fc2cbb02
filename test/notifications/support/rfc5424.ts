export interface SyslogMessage {
  readonly priority: number;
  readonly timestamp: string;
  readonly hostname: string;
  readonly appName: string;
  readonly processId: string;
  readonly messageId: string;
  /** SD-ID -> PARAM-NAME -> value, unescaped. Empty for NILVALUE. */
  readonly structuredData: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Without its byte order mark. */
  readonly message: string;
}

const header =
  /^<(\d{1,3})>1 (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z) ([\x21-\x7e]{1,255}) ([\x21-\x7e]{1,48}) ([\x21-\x7e]{1,128}) ([\x21-\x7e]{1,32}) /;
const element = /^\[([^\s="\]]{1,32})((?: [^\s="\]]{1,32}="(?:[^"\\\]]|\\["\\\]])*")*)\]/;

/** Reads one message by the letter of RFC 5424, section 6; throws where it is not one. */
export function parseRfc5424(text: string): SyslogMessage {
  const head = header.exec(text);
  if (head === null) throw new Error(`no RFC 5424 header: ${text.slice(0, 100)}`);
  let rest = text.slice(head[0].length);
  const structuredData: Record<string, Record<string, string>> = {};
  if (rest.startsWith('-')) rest = rest.slice(1);
  else if (!rest.startsWith('[')) throw new Error('no structured data');
  for (let found = element.exec(rest); found !== null; found = element.exec(rest)) {
    const parameters = [...found[2]!.matchAll(/ ([^\s="\]]+)="((?:[^"\\\]]|\\["\\\]])*)"/g)];
    if (structuredData[found[1]!] !== undefined) throw new Error('the same SD-ID twice');
    structuredData[found[1]!] = Object.fromEntries(
      parameters.map(([, name, value]) => [name!, value!.replace(/\\(["\\\]])/g, '$1')]),
    );
    rest = rest.slice(found[0].length);
  }
  if (rest !== '' && !rest.startsWith(' ')) throw new Error(`structured data does not end: ${rest.slice(0, 100)}`);
  return {
    priority: Number(head[1]),
    timestamp: head[2]!,
    hostname: head[3]!,
    appName: head[4]!,
    processId: head[5]!,
    messageId: head[6]!,
    structuredData,
    message: rest.slice(1).replace(/^\ufeff/, ''),
  };
}

/** Messages out of a stream with octet counting (RFC 6587, section 3.4.1); throws on anything else. */
export function unframe(bytes: Buffer): string[] {
  const frames: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(0x20, at);
    const digits = bytes.subarray(at, space).toString('ascii');
    const end = space + 1 + Number(digits);
    if (!/^[1-9]\d{0,8}$/.test(digits) || end > bytes.length) throw new Error('broken frame');
    frames.push(bytes.subarray(space + 1, end).toString('utf8'));
    at = end;
  }
  return frames;
}
