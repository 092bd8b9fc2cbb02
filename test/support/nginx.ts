import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findProgram } from './chromium';

/** The nginx of this machine; undefined where there is none. Debian has it where accounts do not look. */
export function nginxProgram(): string | undefined {
  return findProgram(['nginx'], [...(process.env['PATH'] ?? '').split(path.delimiter), '/usr/sbin']);
}

export interface Nginx {
  /** Hands on to another port of this machine. */
  to(port: number): Promise<void>;
  stop(): Promise<void>;
}

/**
 * A real nginx in front of the product, as docs/sign-in.md sets it up, on plain http.
 * @param port on which it answers at 127.0.0.1, for any name
 */
export async function startNginx(port: number, upstream: number): Promise<Nginx> {
  const folder = mkdtempSync(path.join(tmpdir(), 'certloom-nginx-'));
  const file = path.join(folder, 'nginx.conf');
  const write = (target: number) =>
    writeFileSync(
      file,
      `daemon off;
pid ${folder}/pid;
error_log ${folder}/error.log;
events {}
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://127.0.0.1:${target};
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto $scheme;
    }
  }
}
`,
    );
  write(upstream);
  const child = spawn(nginxProgram()!, ['-c', file, '-p', folder, '-e', path.join(folder, 'error.log')], {
    stdio: 'inherit',
  });
  await untilAnswers(child, port);
  return {
    async to(target) {
      write(target);
      child.kill('SIGHUP');
      await sleep(200);
    },
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function untilAnswers(child: ChildProcess, port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    if (child.exitCode !== null) break;
    const isThere = await new Promise<boolean>((resolve) => {
      const req = request({ host: '127.0.0.1', port, path: '/livez' }, (res) =>
        resolve(res.resume().statusCode !== undefined),
      );
      req.on('error', () => resolve(false));
      req.end();
    });
    if (isThere) return;
    await sleep(100);
  }
  throw new Error('nginx did not come to answer');
}

/** One that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
