import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';

/** Where the build puts the workflow code, seen from the compiled tree. */
export const builtBundle = join(__dirname, '..', '..', 'workflows.js');

/**
 * Bundles the workflow code into one file. The bundler refuses node built-ins and everything else that has no place
 * in a workflow, so a forbidden import fails the build.
 */
export async function buildWorkflowBundle(outFile: string): Promise<void> {
  const extension = __filename.endsWith('.ts') ? 'ts' : 'js';
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(__dirname, '..', 'workflows', `index.${extension}`),
    logger: { trace() {}, debug() {}, info() {}, log() {}, warn: console.warn, error: console.error },
  });
  await mkdir(dirname(outFile), { recursive: true });
  const unfinished = `${outFile}.${process.pid}`;
  await writeFile(unfinished, code);
  await rename(unfinished, outFile);
}

if (require.main === module) {
  buildWorkflowBundle(builtBundle).catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
}
