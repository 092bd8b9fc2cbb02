/** Writes `<file>.br` and `<file>.gz` beside each built file for which that saves something. */
const { readdirSync, readFileSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { brotliCompressSync, constants, gzipSync } = require('node:zlib');

const compressible = /\.(js|css|html|svg|json|map|txt)$/;

function compressFiles(folder) {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!compressible.test(name)) continue;
    const file = path.join(folder, name);
    const bytes = readFileSync(file);
    const forms = {
      br: brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
      gz: gzipSync(bytes, { level: 9 }),
    };
    for (const [ending, small] of Object.entries(forms)) {
      if (small.length < bytes.length) writeFileSync(`${file}.${ending}`, small);
    }
  }
}

module.exports = { compressFiles };
