import { gunzipSync } from 'node:zlib';

/** A tree is many times as long as its script, which has a megabyte at most. */
const mostBytes = 64 * 1024 * 1024;

/**
 * The syntax tree as `ast.ps1` packs it: JSON, gzip, base64. Undefined for what is none: it comes out of a process in
 * which scripts run.
 */
export function readPackedTree(packed: unknown): unknown {
  if (typeof packed !== 'string' || packed === '') return undefined;
  try {
    return JSON.parse(gunzipSync(Buffer.from(packed, 'base64'), { maxOutputLength: mostBytes }).toString('utf8'));
  } catch {
    return undefined;
  }
}
