/**
 * Stands in for PowerShell with our host, where there is none: the same arguments, files and socket, in a process of its
 * own. Scripts are JSON here, a list of steps that are done in order:
 *
 *   {"say": text, "to"?: "stderr"}  {"flood": bytes, "to"?}  {"wait": ms}  {"result": variables}  {"fail": message}
 *   {"show": [names]}      environment names, working folder and parameters become variables
 *   {"set": {NAME: value}} sets environment names, {"cd": folder} goes there; both are put back after the run
 *   {"exit": code}         ends the process as [Environment]::Exit does, {"kill": signal} as the system does
 *   {"spawn": seconds, "apart"?: true}  leaves a child behind, in a session of its own with `apart`
 *   {"grow": MiB}  {"stubborn": true}  ignores SIGINT  {"event": {...}}
 *   and lies: {"clean": false}  {"mark": "another"}  {"silent": true} no mark  {"half": true} half an answer
 *             {"hangUp": true} closes the socket  {"noResult": true}  {"mute": true} no answer at all
 *
 * Whatever is no JSON is PowerShell, which it does not know: such a run fails. Only the probe's and the practice run's are
 * told apart by their file names, and the program that parses scripts by what it calls.
 */
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const zlib = require('node:zlib');

const version = '7.6.9';
const given = process.argv.slice(2);
const valueOf = (name) => (given.includes(name) ? given[given.indexOf(name) + 1] : undefined);
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const kept = [];

/** SIGINT ends it with code 0, whatever it does: what pwsh does after its `finally` blocks. */
let isStubborn = false;
process.on('SIGINT', () => {
  if (isStubborn) return;
  fs.writeSync(1, 'finally\n');
  process.exit(0);
});

function writeAll(descriptor, text) {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) {
    try {
      at += fs.writeSync(descriptor, bytes, at);
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
    }
  }
}

/** What the program that parses scripts gives: nothing but whether a bracket is missing. */
function treeOf(text) {
  const line = text.split('\n').findIndex((one) => one.includes('}{')) + 1;
  const tree = {
    nodes: [['variable', 1, 'context']],
    errors: line === 0 ? [] : [[line, 'Missing brace.']],
    parameters: null,
  };
  return zlib.gzipSync(JSON.stringify(tree)).toString('base64');
}

async function run(files) {
  const told = { isClean: true, mark: undefined };
  const result = {
    status: 'succeeded',
    exitCode: 0,
    error: null,
    errorCount: 0,
    sendEmail: null,
    variables: {},
    notes: [],
  };
  const request = JSON.parse(fs.readFileSync(files.request, 'utf8'));
  const fail = (message) => Object.assign(result, { status: 'failed', exitCode: null, error: { message, line: 1 } });
  let steps;
  try {
    steps = JSON.parse(fs.readFileSync(files.script, 'utf8'));
  } catch {
    steps = path.basename(files.script) === 'practice.ps1' ? [] : [{ fail: 'this is no PowerShell' }];
    const isParser = fs.readFileSync(files.script, 'utf8').includes('[Parser]::ParseInput');
    if (isParser) steps = [{ result: { tree: treeOf(request.params.Text) } }];
  }
  process.chdir(path.dirname(files.script));
  for (const step of steps) {
    const descriptor = step.to === 'stderr' ? 2 : 1;
    if ('say' in step) writeAll(descriptor, `${step.say}\n`);
    if ('flood' in step) {
      const line = `${'x'.repeat(999)}\n`;
      for (let left = step.flood; left > 0; left -= line.length) writeAll(descriptor, line.slice(0, left));
    }
    if ('wait' in step) await sleep(step.wait);
    if ('result' in step) Object.assign(result.variables, step.result);
    if ('fail' in step) fail(step.fail);
    if ('show' in step) {
      const names = Object.fromEntries(step.show.map((name) => [name, process.env[name] ?? null]));
      const { params, secrets } = request;
      Object.assign(result.variables, { ...names, cwd: process.cwd(), pid: process.pid, params, secrets });
    }
    if ('set' in step) Object.assign(process.env, step.set);
    if ('cd' in step) process.chdir(step.cd);
    if ('exit' in step) process.exit(step.exit);
    if ('kill' in step) process.kill(process.pid, step.kill);
    if ('spawn' in step) {
      spawn('sleep', [String(step.spawn)], { detached: step.apart === true, stdio: 'ignore' }).unref();
    }
    if ('grow' in step) kept.push(Buffer.alloc(step.grow * 1024 * 1024, 1));
    if ('stubborn' in step) isStubborn = true;
    if ('event' in step) fs.appendFileSync(files.events, `${JSON.stringify(step.event)}\n`);
    if (step.clean === false) told.isClean = false;
    for (const lie of ['mark', 'silent', 'half', 'hangUp', 'noResult', 'mute']) {
      if (lie in step) told[lie] = step[lie];
    }
  }
  if (!told.noResult) {
    fs.writeFileSync(`${files.result}.part`, JSON.stringify(result));
    fs.renameSync(`${files.result}.part`, files.result);
  }
  return told;
}

async function serve(socketPath) {
  const environment = { ...process.env };
  const folder = process.cwd();
  const socket = net.connect(socketPath);
  socket.on('error', () => process.exit(1));
  let text = '';
  for await (const chunk of socket) {
    text += chunk;
    if (!text.includes('\n')) continue;
    const line = JSON.parse(text);
    text = '';
    Object.assign(process.env, line.environment);
    const told = await run(line);
    for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
    Object.assign(process.env, environment);
    process.chdir(folder);
    if (!told.silent) for (const descriptor of [1, 2]) writeAll(descriptor, `\n${line.mark}\n`);
    const answer = JSON.stringify({ done: told.mark ?? line.mark, clean: told.isClean });
    if (told.mute) continue;
    if (told.hangUp) socket.destroy();
    else if (told.half) socket.write(answer.slice(0, 10), () => process.exit(0));
    else socket.write(`${answer}\n`);
    if (told.hangUp) await sleep(60_000);
  }
}

async function main() {
  const file = path.basename(valueOf('-File') ?? '');
  if (file === 'probe.ps1') {
    // As `dotnet pwsh.dll` answers, where it lies under that name.
    const isInstalled = path.basename(__filename) === 'pwsh.dll';
    const place = { library: __filename, program: path.join(__dirname, 'dotnet') };
    console.log(JSON.stringify({ version, startsItself: true, ...(isInstalled ? place : {}) }));
  } else if (file !== 'host.ps1') {
    throw new Error(`-File is ${file}`);
  } else if (valueOf('-Socket') !== undefined) {
    await serve(valueOf('-Socket'));
  } else {
    await run({
      request: valueOf('-RequestFile'),
      script: valueOf('-ScriptFile'),
      result: valueOf('-ResultFile'),
      events: valueOf('-EventFile'),
    });
  }
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
