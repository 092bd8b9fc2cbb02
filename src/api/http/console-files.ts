import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { Router, type Request, type RequestHandler, type Response } from 'express';
import { securityHeaders } from './entrance';

export interface ConsoleOptions {
  /** The built console: `index.html`, `assets/` with hashed names, and `<file>.br` and `<file>.gz` beside them. */
  readonly folder: string;
  /** First segments of paths that are somebody else's: `api`, `docs`; no page of the console begins with one. */
  readonly reserved: readonly string[];
}

interface BuiltFile {
  readonly file: string;
  readonly type: string;
  readonly size: number;
  readonly isHashed: boolean;
  /** Compressed forms by their content coding, the smallest first. */
  readonly codings: readonly { readonly coding: 'br' | 'gzip'; readonly file: string; readonly size: number }[];
}

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.woff2': 'font/woff2',
};

/**
 * The web console at `/`. Its files are known from the start, so nothing else of the folder can be asked for. A page that
 * a browser navigates to, and that is nobody else's, is answered with `index.html`: the console finds the screen.
 */
export function consoleFiles({ folder, reserved }: ConsoleOptions): RequestHandler {
  const files = builtFiles(folder);
  const index = files.get('/index.html');
  if (index === undefined) return (_req, _res, next) => next();
  const headers = securityHeaders('console');
  const taken = new Set(reserved);
  return Router().use((req, res, next) => {
    const found = req.path === '/' ? index : (files.get(req.path) ?? (isPage(req, taken) ? index : undefined));
    if (found === undefined || (req.method !== 'GET' && req.method !== 'HEAD')) return next();
    headers(req, res, () => send(req, res, found));
  });
}

/** Whether the folder holds a built console. */
export function hasConsole(folder: string): boolean {
  return existsSync(path.join(folder, 'index.html'));
}

/** A navigation of a browser to a path without a file's ending that no other part of the product has. */
function isPage(req: Request, reserved: ReadonlySet<string>): boolean {
  const [, first = ''] = req.path.split('/');
  const isWanted = req.headers.accept?.includes('text/html') === true;
  return isWanted && !reserved.has(first) && path.posix.extname(req.path) === '';
}

function send(req: Request, res: Response, { file, type, size, isHashed, codings }: BuiltFile): void {
  const chosen = codings.find(({ coding }) => req.acceptsEncodings(coding) === coding) ?? {
    file,
    size,
    coding: undefined,
  };
  res.setHeader('Content-Type', type);
  res.setHeader('Vary', 'Accept-Encoding');
  // Hashed names change with their content; every other file is asked about each time.
  res.setHeader('Cache-Control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
  const etag = `W/"${chosen.size.toString(36)}-${Math.trunc(statSync(chosen.file).mtimeMs).toString(36)}"`;
  res.setHeader('ETag', etag);
  if (req.fresh) return void res.status(304).end();
  if (chosen.coding !== undefined) res.setHeader('Content-Encoding', chosen.coding);
  res.setHeader('Content-Length', chosen.size);
  if (req.method === 'HEAD') return void res.end();
  createReadStream(chosen.file)
    .on('error', () => res.destroy())
    .pipe(res);
}

/** What can be asked for, by path. */
function builtFiles(folder: string): ReadonlyMap<string, BuiltFile> {
  if (!hasConsole(folder)) return new Map();
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) =>
    name.split(path.sep).join('/'),
  );
  const known = new Set(names);
  const sizeOf = (name: string) => statSync(path.join(folder, name)).size;
  const codingsOf = (name: string) =>
    (
      [
        ['br', `${name}.br`],
        ['gzip', `${name}.gz`],
      ] as const
    ).flatMap(([coding, other]) =>
      known.has(other) ? [{ coding, file: path.join(folder, other), size: sizeOf(other) }] : [],
    );
  const served = names.flatMap((name) => {
    const type = types[path.posix.extname(name)];
    if (type === undefined || name.startsWith('.')) return [];
    const file = path.join(folder, name);
    const built: BuiltFile = {
      file,
      type,
      size: sizeOf(name),
      isHashed: name.startsWith('assets/'),
      codings: codingsOf(name),
    };
    return [[`/${name}`, built] as const];
  });
  return new Map(served);
}
