/* One run of a user's module, from its request to its result. */
import { spawnSync } from 'node:child_process';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { format, inspect } from 'node:util';
import { createHttp } from './http.mjs';
import { toPlainValue } from './plain-value.mjs';

const { parse, stringify } = JSON;

/** Characters of a report that is handed over as it is: two files less cost a warm run a fifth less. */
const longestReport = 16_384;

/**
 * @param isServed whether the report may be handed over in place of a file
 * @returns `isSettled` is false when the script's promise was still open, so that something of it may go on; `report` is
 * the text that the result's file would have, where there is no file
 */
export async function runScript({ request: requestFile, script, result: resultFile }, isServed = false) {
  const request = parse(readFileSync(requestFile, 'utf8'));
  const isHandler = request.mode === 'handler';
  const context = request.context ?? {};
  const before = new Map(Object.entries(context).map(([key, value]) => [key, stringify(value)]));
  const stop = new AbortController();
  const http = createHttp(request.http, stop.signal);
  let isWritten = false;

  /** Writes the result; `exit` may come in the middle of anything, so nothing in here waits. */
  const finish = (outcome, mayHandOver = false) => {
    if (isWritten) return undefined;
    isWritten = true;
    const report = stringify(reportOf(outcome));
    if (mayHandOver && report.length <= longestReport) return report;
    writeFileSync(`${resultFile}.part`, report, { mode: 0o600 });
    renameSync(`${resultFile}.part`, resultFile);
    return undefined;
  };
  const reportOf = ({ thrown, exitCode = 0, returned }) => {
    const notes = [];
    const report = {
      status: 'failed',
      exitCode: null,
      error: null,
      errorCount: 0,
      sendEmail: null,
      variables: {},
      notes,
    };
    if (thrown !== undefined) {
      report.error = errorOf(thrown.error, script);
      process.stderr.write(`${textOf(thrown.error)}\n`);
    } else {
      report.exitCode = exitCode;
      if (exitCode === 0) report.status = 'succeeded';
      else report.error = { message: `exit code ${exitCode}`, type: null, id: null, line: null };
    }
    try {
      report.variables = { ...(isHandler ? changesOf(context, before, notes) : {}), ...variablesOf(returned, notes) };
    } catch (error) {
      report.status = 'failed';
      report.error ??= { message: error.message, type: null, id: null, line: null };
    }
    return report;
  };

  const onExit = (code) => finish({ exitCode: code });
  const neverSettled = () => finish({ thrown: { error: new Error('the promise of the script was never settled') } });
  const onStop = () => stop.abort(new Error('the run is stopped'));
  let fail;
  const failed = new Promise((resolve) => (fail = (error) => resolve({ thrown: { error } })));
  const listeners = { exit: onExit, beforeExit: neverSettled, SIGTERM: onStop, uncaughtException: fail };
  for (const [event, listener] of Object.entries(listeners)) process.on(event, listener);

  process.chdir(process.env.CERTLOOM_TMP ?? path.dirname(script));
  // A name of its own for each run, so that a warm process loads the module anew.
  const moduleUrl = pathToFileURL(script);
  moduleUrl.search = `run=${request.runId}`;
  let isSettled = false;
  const call = async () => {
    try {
      const { default: main } = await import(moduleUrl);
      if (typeof main !== 'function') throw new TypeError('the module has no default export that is a function');
      const { params = {}, secrets = {}, connections = {} } = request;
      const returned = await main({ context, params, log, http, secrets, connections, signal: stop.signal });
      return { returned, exitCode: Number(process.exitCode ?? 0) };
    } catch (error) {
      return { thrown: { error } };
    } finally {
      isSettled = true;
    }
  };
  const outcome = await Promise.race([call(), failed]);
  await flush();
  const report = finish(outcome, isServed);
  for (const [event, listener] of Object.entries(listeners)) process.off(event, listener);
  http.close();
  return { isSettled, report };
}

/** The result comes behind all of the run's text, because the run is over with it. */
function flush() {
  const outputs = [process.stdout, process.stderr];
  return Promise.all(outputs.map((stream) => new Promise((resolve) => stream.write('', () => resolve()))));
}

/** Goes to the run's text. Objects are shown as `console.log` shows them. */
const log = {
  info: (...values) => void process.stdout.write(`${format(...values)}\n`),
  warn: (...values) => void process.stdout.write(`WARNING: ${format(...values)}\n`),
  error: (...values) => void process.stderr.write(`${format(...values)}\n`),
};

/** Keys of a handler's context that the script has set anew. */
function changesOf(context, before, notes) {
  const changed = Object.entries(toPlainValue(context, notes));
  return Object.fromEntries(changed.filter(([key, value]) => before.get(key) !== stringify(value)));
}

function variablesOf(returned, notes) {
  if (returned === undefined || returned === null) return {};
  const isTable = typeof returned === 'object' && !Array.isArray(returned);
  if (!isTable)
    throw new Error(
      `invalid_result: the script returned ${Array.isArray(returned) ? 'a list' : `a ${typeof returned}`}, not an object`,
    );
  const plain = toPlainValue(returned, notes);
  if (typeof plain === 'string') throw new Error('invalid_result: the script returned a live object, not plain values');
  return plain;
}

function errorOf(error, script) {
  if (!(error instanceof Error)) return { message: String(error), type: typeof error, id: null, line: null };
  const id = typeof error.code === 'string' ? error.code : null;
  return { message: error.message, type: error.name, id, line: lineOf(error, script) };
}

/** The innermost line of the script itself. */
function lineOf(error, script) {
  const stack = String(error.stack);
  const at = stack.indexOf(pathToFileURL(script).href);
  const [, digits] = at === -1 ? [] : (/^[^:\s]*:[^:\s]*:(\d+)/.exec(stack.slice(at)) ?? []);
  if (digits !== undefined) return Number(digits);
  return error instanceof SyntaxError ? lineOfFault(script) : null;
}

/** An error of the module's text does not tell its place; a check of the text does: `…/script.mjs:3`. */
function lineOfFault(script) {
  const { stderr } = spawnSync(process.execPath, ['--check', script], { encoding: 'utf8', timeout: 5_000 });
  const [, digits] = /:(\d+)\r?\n/.exec(stderr ?? '') ?? [];
  return digits === undefined ? null : Number(digits);
}

function textOf(error) {
  return error instanceof Error ? (error.stack ?? String(error)) : inspect(error);
}
