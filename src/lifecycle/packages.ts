import { readFileSync } from 'node:fs';
import path from 'node:path';

/** A package of others that Certloom runs with. */
export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  /** SPDX expression, as the package states it; null where it states none. */
  readonly licence: string | null;
}

/**
 * The packages that are installed, by name, from what npm writes beside them (`node_modules/.package-lock.json`). Without
 * those that only development needs. Empty where npm did not install them.
 */
export function installedPackages(from: string = __dirname): readonly InstalledPackage[] {
  for (let folder = from; ; folder = path.dirname(folder)) {
    const packages = readLock(path.join(folder, 'node_modules', '.package-lock.json'));
    if (packages !== undefined) return packagesIn(packages);
    if (folder === path.dirname(folder)) return [];
  }
}

type Entries = Readonly<
  Record<
    string,
    { readonly version?: string; readonly license?: unknown; readonly dev?: boolean; readonly link?: boolean }
  >
>;

function packagesIn(entries: Entries): readonly InstalledPackage[] {
  const found = new Map<string, InstalledPackage>();
  for (const [at, { version, license, dev, link }] of Object.entries(entries)) {
    const start = at.lastIndexOf('node_modules/');
    if (start === -1 || version === undefined || dev === true || link === true) continue;
    const name = at.slice(start + 'node_modules/'.length);
    found.set(`${name}@${version}`, { name, version, licence: typeof license === 'string' ? license : null });
  }
  return [...found.values()].sort(
    (a, b) => a.name.localeCompare(b.name, 'en') || a.version.localeCompare(b.version, 'en'),
  );
}

function readLock(file: string): Entries | undefined {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { packages?: Entries }).packages;
  } catch {
    return undefined;
  }
}
