/**
 * Makes test/fixtures/pkits.json.gz out of NIST's Public Key Interoperability Test Suite, which is in the public domain.
 *   node tools/pkits-fixture.js <PKITS_data> <expectations.tsv>
 * PKITS_data is the folder of Debian's package python3-cryptography-vectors, with certs/ and crls/. The expectations are
 * lines of three columns: end certificate, `path` or `lists`, `accepted` or `refused`, after the suite's own document for
 * the initial policy set any-policy. All lists go in, and the certificates that are no end certificates of other tests.
 */
const { readFileSync, readdirSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { gzipSync } = require('node:zlib');

const [data, expectations] = process.argv.slice(2);
const rows = readFileSync(expectations, 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split('\t'));
const ends = new Set(rows.map(([name]) => name));
const read = (folder, isWanted) =>
  Object.fromEntries(
    readdirSync(path.join(data, folder))
      .sort()
      .map((file) => [path.parse(file).name, readFileSync(path.join(data, folder, file)).toString('base64')])
      .filter(([name]) => isWanted(name)),
  );
const fixture = {
  source: 'NIST PKITS 1.0.1, public domain',
  anchor: 'TrustAnchorRootCertificate',
  at: '2026-11-28T12:00:00Z',
  rows,
  certificates: read('certs', (name) => ends.has(name) || !/Test\d+EE$/.test(name)),
  lists: read('crls', () => true),
};
const file = path.join(__dirname, '..', 'test', 'fixtures', 'pkits.json.gz');
writeFileSync(file, gzipSync(JSON.stringify(fixture), { level: 9 }));
