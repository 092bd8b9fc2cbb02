/** Builds when a source has changed since the last build, so that a start takes seconds and not the compiler's half minute. */
const { spawnSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const { existsSync, readdirSync, readFileSync, statSync, writeFileSync } = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..');
const stamp = path.join(root, 'dist', '.built');

function* files(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === 'node_modules' || entry.name === 'schema.d.ts') continue;
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* files(file);
    else if (/\.(tsx?|ps1|mjs|css|html|svg)$|^package\.json$/.test(entry.name)) yield file;
  }
}

function stateOfSources() {
  const hash = createHash('sha256').update(process.version);
  const top = readdirSync(root).filter((name) => /\.ts$|^tsconfig.*\.json$|^package-lock\.json$/.test(name));
  const all = [
    ...top.map((name) => path.join(root, name)),
    ...['src', 'bench', 'console'].flatMap((name) => [...files(path.join(root, name))]),
  ];
  for (const file of all.sort()) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${path.relative(root, file)}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

const state = stateOfSources();
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== state) {
  console.log('Compiling Certloom and its console (about a minute; later starts skip this) …');
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(status ?? 1);
  writeFileSync(stamp, state);
}
