import { pathToFileURL } from 'node:url';

/**
 * A script that looks at a module in a process of its own and gives {sha256, isCallable, manifest}. The hash is taken
 * before the module is loaded, because loading it runs it.
 * @param file real path of the module
 */
export function inspectionScript(file: string): string {
  return `import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
export default async () => {
  const sha256 = createHash('sha256').update(readFileSync(${JSON.stringify(file)})).digest('hex');
  const { default: main, manifest } = await import(${JSON.stringify(pathToFileURL(file).href)});
  return { sha256, isCallable: typeof main === 'function', manifest: JSON.parse(JSON.stringify(manifest ?? null)) };
};
`;
}
