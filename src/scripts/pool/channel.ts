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

/** What the process answers with. Not clean: something of the run lives on in it. */
export interface Answer {
  readonly isClean: boolean;
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
/** An answer is a short line; more is a process out of its mind. */
const longestAnswer = 4_096;

/**
 * Listens at a path, which is gone again as soon as one process has connected. Its folder must be closed to everyone but
 * the process's account.
 */
export async function openChannel(path: string): Promise<Channel> {
  let socket: Socket | undefined;
  let isClosed = false;
  let waiting: ((line: string | null) => void) | undefined;
  const lose = () => {
    socket?.destroy();
    waiting?.(null);
    waiting = undefined;
  };
  const server = createServer();
  const connected = new Promise<void>((resolve, reject) => {
    server.once('connection', (connection) => {
      socket = connection;
      server.close();
      rmSync(path, { force: true });
      let text = '';
      connection.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
        const end = text.indexOf('\n');
        // Nothing is answered that was not asked.
        if (waiting === undefined || text.length > longestAnswer) return lose();
        if (end < 0) return;
        const answered = waiting;
        waiting = undefined;
        answered(text.slice(0, end));
        text = text.slice(end + 1);
      });
      connection.on('error', lose).on('close', lose).on('end', lose);
      resolve();
    });
    server.once('close', () => socket === undefined && reject(new Error('nobody connected')));
  });
  connected.catch(() => undefined);
  await listen(server, path);
  return {
    connected,
    async ask(run) {
      if (socket === undefined || isClosed || socket.destroyed) return null;
      const line = new Promise<string | null>((resolve) => (waiting = resolve));
      socket.write(`${JSON.stringify(run)}\n`);
      return answerIn(await line, run.mark);
    },
    close() {
      isClosed = true;
      server.close();
      rmSync(path, { force: true });
      lose();
    },
  };
}

/** Null for whatever is no answer to this run. */
function answerIn(line: string | null, mark: string): Answer | null {
  try {
    const { done, clean } = JSON.parse(line ?? 'null') as { done: unknown; clean: unknown };
    return done === mark && typeof clean === 'boolean' ? { isClean: clean } : null;
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
