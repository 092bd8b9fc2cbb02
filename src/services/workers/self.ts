import { hostname, userInfo } from 'node:os';
import type { WorkerSelf } from '../../domain/workers/worker';

/** This process as the engine, the registry and the records of its work name it. */
export function workerSelf({ id, version, startedAt }: Pick<WorkerSelf, 'id' | 'version' | 'startedAt'>): WorkerSelf {
  const host = hostname();
  return { id, identity: `${process.pid}@${host}`, host, osUser: osUser(), pid: process.pid, version, startedAt };
}

/** An account of a number alone, as containers have them, has no entry that could be read. */
function osUser(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'unknown');
  }
}
