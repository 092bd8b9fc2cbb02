import type { Runtime } from '../../domain/scripts/runtime';
import type { RuntimeAdapter } from './adapter';
import { bash } from './bash/bash';
import { node } from './node/node';
import { pwsh } from './pwsh/pwsh';
import { python } from './python/python';

/** All runtimes that this version can start. */
export const runtimeAdapters: readonly RuntimeAdapter[] = [pwsh, node, bash, python];

export function adapterOf(runtime: Runtime): RuntimeAdapter | undefined {
  return runtimeAdapters.find((adapter) => adapter.runtime === runtime);
}
