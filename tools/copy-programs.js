/**
 * Copies what the compiler leaves behind: files of src/ that are run as they are by other programs, such as the PowerShell
 * host and the wrapper of JavaScript scripts. `npm run build` calls it.
 */
const { cpSync, readdirSync } = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..');
const endings = ['.ps1', '.mjs'];

/** Paths below src/ of the programs, with `/`. */
function programs() {
  return readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => endings.includes(path.extname(file)))
    .map((file) => file.split(path.sep).join('/'))
    .sort();
}

if (require.main === module) {
  for (const file of programs()) cpSync(path.join(root, 'src', file), path.join(root, 'dist/src', file));
}

module.exports = { programs };
