import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

/** A path case of x509-limbo, as its schema names the fields; certificates and lists are PEM. */
export interface LimboCase {
  readonly id: string;
  readonly trusted_certs: readonly string[];
  readonly untrusted_intermediates?: readonly string[];
  readonly peer_certificate: string;
  readonly crls?: readonly string[];
  readonly validation_time?: string;
  readonly expected_result: 'SUCCESS' | 'FAILURE';
}

/** Moment of cases that name none. */
export const limboTime = new Date('2026-11-28T12:00:00Z');

export function limboCases(): LimboCase[] {
  const file = path.join(__dirname, '..', 'fixtures', 'limbo.jsonl.gz');
  const lines = gunzipSync(readFileSync(file)).toString().trim().split('\n');
  return lines.map((line) => JSON.parse(line) as LimboCase);
}

export function derOf(pem: string): Buffer {
  return Buffer.from(pem.replace(/-----[^-]*-----/g, ''), 'base64');
}
