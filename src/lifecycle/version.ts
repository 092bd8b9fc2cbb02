import { readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Version out of Certloom's package.json, looked for from `from` upwards, so that it is found from `src` and from
 * `dist` alike. `unknown` when there is none.
 */
export function productVersion(from: string = __dirname): string {
  for (let folder = from; ; folder = path.dirname(folder)) {
    const manifest = readManifest(path.join(folder, 'package.json'));
    if (manifest?.name === 'certloom') return manifest.version ?? 'unknown';
    if (folder === path.dirname(folder)) return 'unknown';
  }
}

function readManifest(file: string): { name?: string; version?: string } | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as { name?: string; version?: string };
  } catch {
    return undefined;
  }
}
