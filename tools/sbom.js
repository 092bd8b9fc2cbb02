/**
 * Writes dist/sbom.cdx.json: the packages of a production install (`npm ci --omit=dev --omit=optional`) as CycloneDX.
 * npm knows them all, but `npm sbom --omit` also leaves out what an omitted package needs too, such as gRPC; so its whole
 * list is cut down to what the lockfile says is installed. Fails when a package is missing, or has no hash or purl. (One package states no licence.)
 */
const { execFileSync } = require('node:child_process');
const { mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..');
const lock = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
const installed = new Set(
  Object.entries(lock.packages)
    .filter(([at, one]) => at.includes('node_modules/') && !one.link && !one.dev && !one.optional && !one.devOptional)
    .map(([at, { version }]) => `${at.slice(at.lastIndexOf('node_modules/') + 'node_modules/'.length)}@${version}`),
);

const options = ['--package-lock-only', '--sbom-format', 'cyclonedx', '--sbom-type', 'application'];
const all = JSON.parse(
  execFileSync('npm', ['sbom', ...options], { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }),
);
const nameOf = ({ group, name, version }) => `${group === undefined ? '' : `${group}/`}${name}@${version}`;
const components = all.components.filter((component) => installed.has(nameOf(component)));
const kept = new Set([all.metadata.component['bom-ref'], ...components.map((component) => component['bom-ref'])]);
const dependencies = all.dependencies
  .filter(({ ref }) => kept.has(ref))
  .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((other) => kept.has(other)) }));

const listed = new Set(components.map(nameOf));
const faults = [
  ...(all.bomFormat === 'CycloneDX' ? [] : [`npm wrote ${all.bomFormat}, not CycloneDX`]),
  ...[...installed].filter((name) => !listed.has(name)).map((name) => `${name} is missing`),
  ...components
    .filter(({ hashes, purl }) => !hashes?.length || !purl)
    .map((component) => `${nameOf(component)} has no hash or purl`),
];
if (faults.length > 0) {
  console.error(['The list of packages is not complete:', ...faults].join('\n  - '));
  process.exit(1);
}
mkdirSync(path.join(root, 'dist'), { recursive: true });
writeFileSync(
  path.join(root, 'dist', 'sbom.cdx.json'),
  `${JSON.stringify({ ...all, components: components.map((one) => ({ ...one, scope: 'required' })), dependencies }, null, 2)}\n`,
);
console.log(`dist/sbom.cdx.json: ${components.length} packages`);
