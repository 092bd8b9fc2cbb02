/** What a set of source files is like now, as a short text that differs when one of them was changed. */
const { createHash } = require('node:crypto');
const { readdirSync, readFileSync } = require('node:fs');
const path = require('node:path');

function* files(folder, wanted) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === 'node_modules') continue;
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* files(file, wanted);
    else if (wanted.test(entry.name)) yield file;
  }
}

/**
 * @param {string} root folder that the names are relative to
 * @param {readonly string[]} folders below root
 * @param {RegExp} wanted which names of files count
 * @returns {string} SHA-256, in hex, over names and contents
 */
function stateOf(root, folders, wanted) {
  const hash = createHash('sha256').update(process.version);
  const all = folders.flatMap((folder) => [...files(path.join(root, folder), wanted)]);
  for (const file of all.sort()) {
    hash
      .update(`${path.relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  return hash.digest('hex');
}

module.exports = { files, stateOf };
