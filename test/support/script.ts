import {
  defaultScriptLimits,
  type Script,
  type ScriptVersion,
  type StoredScript,
} from '../../src/domain/scripts/script';

const at = new Date('2030-01-02T03:04:05.678Z');

/** A stored script for bash with some text. */
export function storedScript(script: Partial<Script> = {}, version: Partial<ScriptVersion> = {}): StoredScript {
  const uuid = script.uuid ?? '7f3c2a10-0000-4000-8000-000000000001';
  const text: ScriptVersion = {
    ...{ script: uuid, number: 1, content: 'true\n', sha256: 'a'.repeat(64), author: 'admin', comment: '' },
    ...{ strict: false, windows: false, reuse: false, createdAt: at, lint: [], lintedBy: 'none' },
    paramBlock: null,
    ...version,
  };
  return {
    ...{ uuid, name: 'Notify', runtime: 'bash', categories: ['handler'], description: '', parameters: [] },
    ...{ secrets: [], connections: [], limits: defaultScriptLimits, lock: null, repeatable: false },
    ...{ currentVersion: text.number, createdAt: at, changedAt: at, revision: 1, version: text },
    ...script,
  };
}
