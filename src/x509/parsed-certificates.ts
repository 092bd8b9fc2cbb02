import type { CertificateFacts } from '../domain/certificates/certificate';

/** What the API has read of an upload already, for a worker in the same process. */
export interface ParsedCertificate {
  readonly facts: CertificateFacts;
  readonly der: Buffer;
}

/** A name as text, with what the runtime keeps around it. */
const bytesOfName = 100;

/**
 * Facts by upload id, between acceptance and decision. Only a shortcut: the upload row holds the content, and a
 * worker that does not find it here reads it there. Bounded by what the certificates take; the oldest go first.
 */
export class ParsedCertificates<T extends ParsedCertificate = ParsedCertificate> {
  private readonly entries = new Map<string, T>();
  private bytes = 0;

  constructor(private readonly maxBytes = 32 * 1024 * 1024) {}

  put(uploadId: string, parsed: T): void {
    this.forget(uploadId);
    this.entries.set(uploadId, parsed);
    this.bytes += sizeOf(parsed);
    for (const oldest of this.entries.keys()) {
      if (this.bytes <= this.maxBytes) break;
      this.forget(oldest);
    }
  }

  get(uploadId: string): T | undefined {
    return this.entries.get(uploadId);
  }

  forget(uploadId: string): void {
    const entry = this.entries.get(uploadId);
    if (entry === undefined) return;
    this.entries.delete(uploadId);
    this.bytes -= sizeOf(entry);
  }
}

/** About: the facts are some objects around the texts, of which names may be very many. */
function sizeOf({ der, facts }: ParsedCertificate): number {
  return der.length + facts.subjectAlternativeNames.length * bytesOfName;
}
