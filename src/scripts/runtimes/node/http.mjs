/*
 * HTTP for scripts. The worker makes the requests, so that its rules on addresses, sizes and times hold; this side asks for
 * them over a socket, a line of JSON each way: {id, url, method, headers, body} and {id, status, headers, body} or
 * {id, error}; bodies are base64.
 */
import { createConnection } from 'node:net';

const { parse, stringify } = JSON;

/** `http(url, {method, headers, body, signal})`, and `http.get`, `.post` and so on: {ok, status, headers, body, text}. */
export function createHttp(path, stop) {
  const open = new Map();
  let line;
  let ids = 0;

  const connect = () => {
    if (line !== undefined) return line;
    line = createConnection(path);
    line.setEncoding('utf8');
    let held = '';
    line.on('data', (text) => {
      const lines = (held + text).split('\n');
      held = lines.pop();
      for (const answer of lines) settle(parse(answer));
    });
    const fail = () => {
      line = undefined;
      for (const [id] of open)
        settle({ id, error: { code: 'http_closed', message: 'the worker ended the connection' } });
    };
    line.on('error', fail);
    line.on('close', fail);
    return line;
  };
  const settle = ({ id, ...answer }) => {
    open.get(id)?.(answer);
    open.delete(id);
    if (open.size === 0) line?.unref(); // an idle connection does not keep the script alive
  };

  const http = async (url, { method = 'GET', headers = {}, body, signal } = {}) => {
    if (path === undefined) throw httpError('http_unavailable', 'this worker makes no requests for scripts');
    const { bytes, type } = encodeBody(body);
    const id = (ids += 1);
    const named = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
    const sent = type === undefined || named ? headers : { ...headers, 'content-type': type };
    const answer = await new Promise((resolve, reject) => {
      for (const some of [stop, signal]) {
        if (some?.aborted) reject(some.reason);
        some?.addEventListener('abort', () => reject(some.reason), { once: true });
      }
      open.set(id, resolve);
      const connection = connect();
      connection.ref();
      connection.write(
        `${stringify({ id, url: String(url), method, headers: sent, body: bytes?.toString('base64') ?? null })}\n`,
      );
    });
    if (answer.error !== undefined) throw httpError(answer.error.code, answer.error.message);
    return toResponse(answer);
  };
  for (const method of ['get', 'head', 'post', 'put', 'patch', 'delete']) {
    http[method] = (url, options) => http(url, { ...options, method: method.toUpperCase() });
  }
  http.close = () => line?.destroy();
  return http;
}

/** Text and bytes go as they are, anything else as JSON. */
function encodeBody(body) {
  if (body === undefined || body === null) return {};
  if (typeof body === 'string') return { bytes: Buffer.from(body), type: 'text/plain; charset=utf-8' };
  if (body instanceof Uint8Array) return { bytes: Buffer.from(body), type: 'application/octet-stream' };
  if (body instanceof URLSearchParams)
    return { bytes: Buffer.from(String(body)), type: 'application/x-www-form-urlencoded' };
  return { bytes: Buffer.from(stringify(body)), type: 'application/json' };
}

function toResponse({ status, headers, body }) {
  const text = Buffer.from(body, 'base64').toString('utf8');
  const isJson = /^application\/(?:[\w.+-]+\+)?json\b/i.test(String(headers['content-type'] ?? ''));
  return { ok: status >= 200 && status < 300, status, headers, text, body: isJson ? parsed(text) : text };
}

function parsed(text) {
  try {
    return parse(text);
  } catch {
    return text; // it says that it is JSON, and is not
  }
}

function httpError(code, message) {
  return Object.assign(new Error(message), { name: 'HttpError', code });
}
