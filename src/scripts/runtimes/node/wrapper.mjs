/*
 * Runs user modules of JavaScript, and hands over what became of them.
 *
 *   one run    wrapper.mjs --request … --script … --result … --events …
 *   warm       wrapper.mjs --socket path   connects there; a line of JSON {request, script, result, events, environment,
 *              mark} starts a run, its answer is a line {done, report}, and once the process is tidied up another one
 *              {done, clean}. `mark` ends the run's text on stdout and stderr. `report` is the text of a short result, whose
 *              file is not written then.
 *              Not clean: something of the run lives on in here, end this process.
 *
 *   request    {contract, runId, mode: handler|workflow, context, params, secrets, connections?, http?}; http is the socket over which
 *              the worker makes requests for the script
 *   script     the user's module; its default export is called with {context, params, log, http, secrets, connections, signal}
 *   result     {status, exitCode, error, errorCount, sendEmail, variables, notes}; written last, by rename
 *   events     JSON Lines of event-log entries, written by the script
 */
import { createConnection } from 'node:net';
import { parseArgs } from 'node:util';
import { runScript } from './run-script.mjs';
import { rememberProcess } from './put-back.mjs';

const { values } = parseArgs({
  options: Object.fromEntries(
    ['request', 'script', 'result', 'events', 'socket'].map((name) => [name, { type: 'string' }]),
  ),
});
// Else text that is not read yet is lost when the script calls process.exit().
for (const stream of [process.stdout, process.stderr]) stream._handle?.setBlocking?.(true);
// A script may put functions of its own in their place.
const exit = process.exit.bind(process);
const writers = [process.stdout, process.stderr].map((stream) => stream.write.bind(stream));
const { parse, stringify } = JSON;

if (values.socket === undefined) runScript(values).then(() => exit(0));
else serve(values.socket);

function serve(path) {
  const line = createConnection(path);
  let before;
  line.once('connect', () => (before = rememberProcess()));
  // A stop between two runs is one of the process.
  const leave = () => exit(0);
  process.on('SIGTERM', leave);
  line.on('error', leave);
  line.on('close', leave);
  let held = '';
  let last = Promise.resolve();
  line.setEncoding('utf8');
  line.on('data', (text) => {
    const lines = (held + text).split('\n');
    held = lines.pop();
    for (const asked of lines) last = last.then(() => serveRun(parse(asked)));
  });

  async function serveRun({ environment = {}, mark, ...run }) {
    process.off('SIGTERM', leave);
    Object.assign(process.env, environment);
    const { isSettled, report } = await runScript(run, true);
    for (const write of writers) write(`\n${mark}\n`);
    line.write(`${stringify({ done: mark, report })}\n`);
    const isClean = (await before.putBack()) && isSettled;
    process.on('SIGTERM', leave);
    line.write(`${stringify({ done: mark, clean: isClean })}\n`);
  }
}
