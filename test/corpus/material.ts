/** Certificates of the world: the corpus file when it is there, else the trust anchors that Node carries. */
import { createHash, X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { rootCertificates } from 'node:tls';
import { gunzipSync } from 'node:zlib';

export interface CorpusCertificate {
  readonly name: string;
  readonly sha256: string;
  /** GREY: both verdicts are right, a 5xx or a half-stored record is not. */
  readonly expect: 'MUST_ACCEPT' | 'MUST_REJECT' | 'GREY';
  readonly der: Buffer;
}

const corpusFile = path.join(__dirname, '..', '..', '..', 'shared', 'corpus', 'certificates.jsonl.gz');

/** `source` is for people: it says where the certificates came from. */
export function loadCorpus(): { readonly source: string; readonly certificates: readonly CorpusCertificate[] } {
  if (!existsSync(corpusFile)) {
    return { source: 'no corpus file: the trust anchors of Node take its place', certificates: trustAnchors() };
  }
  const lines = gunzipSync(readFileSync(corpusFile)).toString('utf8').trim().split('\n');
  const certificates = lines.map((line): CorpusCertificate => {
    const { corpus, name, sha256, expect, der } = JSON.parse(line) as Record<string, string>;
    return {
      name: `${corpus}/${name}`,
      sha256: sha256!,
      expect: expect as CorpusCertificate['expect'],
      der: Buffer.from(der!, 'base64'),
    };
  });
  return { source: `corpus file with ${certificates.length} certificates`, certificates };
}

function trustAnchors(): CorpusCertificate[] {
  return rootCertificates.map((pem, index) => {
    const der = new X509Certificate(pem).raw;
    return { name: `root ${index}`, sha256: sha256Of(der), expect: 'MUST_ACCEPT', der };
  });
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
