import { createServer, type Server, type Socket } from 'node:net';
import { rmSync } from 'node:fs';

/** One run, as a line of JSON to the process. Paths of the run's files, and its own environment names. */
export interface RunLine {
  readonly request: string;
  readonly script: string;
  readonly result: string;
  readonly events: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Ends the run's text on stdout and stderr. */
  readonly mark: string;
}

/** What the process answers with. */
export interface Answer {
  /**
   * False: something of the run lives on in the process. It may be told in a line of its own behind the answer, so that
   * nobody waits for the run while its process tidies up.
   */
  readonly isClean: Promise<boolean>;
  /** Text of the result, in place of its file. */
  readonly report?: string;
}

/** The way to a process that waits: a Unix socket that it connects to. */
export interface Channel {
  /** Resolves once the process is there. Rejects when the channel is closed before. */
  readonly connected: Promise<void>;
  /** Sends a run and waits for its answer; null when the line is lost, or says what it must not. One at a time. */
  ask(run: RunLine): Promise<Answer | null>;
  /** A process that waits ends then by itself. */
  close(): void;
}

/** Paths of sockets are at most this long on every system we know (`sun_path`). */
export const longestSocketPath = 103;
/** Characters of an answer with a report, whatever has to be escaped in it; more is a process out of its mind. */
const longestAnswer = 128 * 1024;

/**
 * Listens at a path, which is gone again as soon as one process has connected. Its folder must be closed to everyone but
 * the process's account.
 */
export async function openChannel(path: string): Promise<Channel> {
  let socket: Socket | undefined;
  let isClosed = false;
  let text = '';
  /** From the asking of a run until all of its answer is there. */
  let isAsked = false;
  let waiting: ((line: string | null) => void) | undefined;
  const lose = () => {
    socket?.destroy();
    waiting?.(null);
    waiting = undefined;
  };
  const hand = () => {
    const end = text.indexOf('\n');
    if (end < 0 || waiting === undefined) return;
    const wake = waiting;
    const line = text.slice(0, end);
    waiting = undefined;
    text = text.slice(end + 1);
    wake(line);
  };
  const nextLine = () =>
    new Promise<string | null>((resolve) => {
      waiting = resolve;
      if (socket?.destroyed !== false) lose();
      else hand();
    });
  const server = createServer();
  const connected = new Promise<void>((resolve, reject) => {
    server.once('connection', (connection) => {
      socket = connection;
      server.close();
      rmSync(path, { force: true });
      connection.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
        // Nothing is answered that was not asked.
        if (!isAsked || text.length > longestAnswer) lose();
        else hand();
      });
      connection.on('error', lose).on('close', lose).on('end', lose);
      resolve();
    });
    server.once('close', () => socket === undefined && reject(new Error('nobody connected')));
  });
  connected.catch(() => undefined);
  await listen(server, path);
  /** The whole answer is there; a process that goes on is out of its mind. */
  const isOver = (isClean: boolean): boolean => {
    isAsked = false;
    if (text !== '') lose();
    return isClean;
  };
  return {
    connected,
    async ask(run) {
      if (socket === undefined || isClosed || socket.destroyed) return null;
      isAsked = true;
      socket.write(`${JSON.stringify(run)}\n`);
      const first = lineOf(await nextLine(), run.mark);
      if (first === null) return null;
      const { clean, report } = first;
      const isClean =
        clean === undefined
          ? nextLine().then((second) => isOver(lineOf(second, run.mark)?.clean ?? false))
          : Promise.resolve(isOver(clean));
      return { isClean, ...(report === undefined ? {} : { report }) };
    },
    close() {
      isClosed = true;
      server.close();
      rmSync(path, { force: true });
      lose();
    },
  };
}

/** What a line says of this run; null for whatever says nothing of it. */
function lineOf(line: string | null, mark: string): { readonly clean?: boolean; readonly report?: string } | null {
  try {
    const { done, clean, report } = JSON.parse(line ?? 'null') as Readonly<Record<string, unknown>>;
    if (done !== mark || !['boolean', 'undefined'].includes(typeof clean)) return null;
    return {
      ...(typeof clean === 'boolean' ? { clean } : {}),
      ...(typeof report === 'string' ? { report } : {}),
    };
  } catch {
    return null;
  }
}

async function listen(server: Server, path: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ path, readableAll: true, writableAll: true }, resolve);
  });
}
