import { fstatSync, writeSync } from 'node:fs';
import { Writable } from 'node:stream';
import pino, { type DestinationStream, type Logger } from 'pino';

export type { Logger };

const secretNames = ['authorization', 'x-api-key', 'cookie', 'set-cookie', 'password', 'secret', 'apiKey', 'token'];
const parents = ['', '*.', 'headers.', '*.headers.', 'req.headers.', 'body.'];

/** Paths for pino's `redact`: fixed at the start, so each depth is named. */
const redactedPaths = parents.flatMap((parent) =>
  secretNames.map((name) => (name.includes('-') ? `${parent.replace(/\.$/, '')}["${name}"]` : `${parent}${name}`)),
);

/** A sentence per line for people at a terminal; every control character of a value stays escaped. */
export function oneLine(json: string): string {
  const record = JSON.parse(json) as Record<string, unknown>;
  const { level, time, msg, pid: _pid, hostname: _hostname, err, ...rest } = record;
  const label = (pino.levels.labels[Number(level)] ?? 'log').toUpperCase().padEnd(5);
  const clock = new Date(Number(time)).toISOString().slice(11, 23);
  const fields = Object.entries(rest).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const message = typeof msg === 'string' ? JSON.stringify(msg).slice(1, -1).replaceAll('\\"', '"') : '';
  const stack = typeof err === 'object' && err !== null && 'stack' in err ? `\n${printable(String(err.stack))}` : '';
  return `${clock} ${label} ${[message, ...fields].join(' ')}${stack}\n`;
}

/**
 * JSON lines on stdout, or one-liners when `pretty`. No transports: they are worker threads. Secrets under the names
 * of `redactedPaths` are never printed, and JSON escapes control characters of user text.
 */
export function createLogger(options: {
  readonly level?: string;
  readonly pretty?: boolean;
  readonly destination?: DestinationStream;
}): Logger {
  const { level = 'info', pretty = false, destination = standardOutput() } = options;
  const settings = { level, base: undefined, redact: { paths: redactedPaths, censor: '[redacted]' } };
  return pino(settings, pretty ? oneLiner(destination) : destination);
}

/**
 * Standard output. Where that is a file, a line that cannot be written, as on a full disk, is lost; as an error of the
 * stream it would end the process.
 */
function standardOutput(): DestinationStream {
  return isFile(process.stdout.fd) ? writingTo(process.stdout.fd) : process.stdout;
}

function isFile(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFile();
  } catch {
    return false;
  }
}

/** Writes lines to an open file, and goes on after lines that it could not take: there is no other place to say so. */
export function writingTo(descriptor: number): DestinationStream {
  let isBroken = false;
  return {
    write(line) {
      const bytes = Buffer.from(isBroken ? `\n${line}` : line, 'utf8');
      try {
        // The last bytes of a disk take half a line; the next one shall not stand behind it.
        isBroken = writeSync(descriptor, bytes) < bytes.length;
      } catch {
        isBroken = true;
      }
    },
  };
}

function oneLiner(destination: DestinationStream): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      destination.write(oneLine(chunk.toString()));
      done();
    },
  });
}

/** A stack keeps its line breaks; everything else that could move the cursor is shown as an escape. */
function printable(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is replaced
  return text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, (character) =>
    JSON.stringify(character).slice(1, -1),
  );
}
