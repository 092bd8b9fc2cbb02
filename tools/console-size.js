/** How much JavaScript the browser fetches before the first screen of the console stands: the entry and what it imports. */
const { existsSync, readFileSync, statSync } = require('node:fs');
const path = require('node:path');

/** Bytes after gzip, which every browser and proxy knows. */
const limitBytes = 250_000;

/** Parts that are loaded with the first screen although they are chunks of their own, by the name of their source. */
const ofFirstScreen = ['src/features/overview/overview.tsx'];

/**
 * @param {string} folder the built console with its `.vite/manifest.json` and its compressed files
 * @returns {{ bytes: number, files: [string, number][] }}
 */
function firstScreen(folder) {
  const manifest = JSON.parse(readFileSync(path.join(folder, '.vite', 'manifest.json'), 'utf8'));
  const seen = new Map();
  const visit = (key) => {
    const entry = manifest[key];
    if (entry === undefined || seen.has(entry.file)) return;
    if (entry.file.endsWith('.js')) seen.set(entry.file, sizeOf(path.join(folder, entry.file)));
    for (const imported of entry.imports ?? []) visit(imported);
  };
  for (const key of ['index.html', ...ofFirstScreen]) visit(key);
  const files = [...seen].sort(([, a], [, b]) => b - a);
  return { bytes: files.reduce((sum, [, size]) => sum + size, 0), files };
}

/** A file of a few bytes gets no smaller by gzip: it has none beside it, and goes out as it is. */
function sizeOf(file) {
  const compressed = `${file}.gz`;
  return statSync(existsSync(compressed) ? compressed : file).size;
}

module.exports = { firstScreen, limitBytes };
