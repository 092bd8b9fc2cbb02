import { createServer, type Server } from 'node:http';

export interface ChallengeServerDeps {
  /** The answer to a token; null for an unknown one. */
  readonly answerTo: (token: string) => Promise<string | null>;
}

const path = /^\/\.well-known\/acme-challenge\/([A-Za-z0-9_-]{1,300})$/;

/** Answers http-01 challenges (RFC 8555, section 8.3) to everybody, and nothing else. */
export function createChallengeServer({ answerTo }: ChallengeServerDeps): Server {
  const server = createServer((req, res) => {
    const [, token] = path.exec(req.url ?? '') ?? [];
    const reply = (status: number, text = '') => {
      res.writeHead(status, { 'Content-Type': 'text/plain', 'Cache-Control': 'no-store' }).end(text);
    };
    // What is sent to us is of no interest.
    req.resume();
    if (token === undefined || (req.method !== 'GET' && req.method !== 'HEAD')) return reply(404);
    answerTo(token).then(
      (answer) => (answer === null ? reply(404) : reply(200, answer)),
      () => reply(503),
    );
  });
  server.requestTimeout = 10_000;
  server.headersTimeout = 10_000;
  server.keepAliveTimeout = 1_000;
  server.maxConnections = 1_000;
  return server;
}
