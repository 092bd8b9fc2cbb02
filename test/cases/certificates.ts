import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const all = JSON.parse(readFileSync(join(__dirname, 'certificates.json'), 'utf8')) as Readonly<Record<string, string>>;

/** DER of a certificate that was read wrongly once; all names in them are invented. */
export function caseCertificate(name: string): Buffer {
  const base64 = all[name];
  if (base64 === undefined) throw new Error(`no certificate is called ${name}`);
  return Buffer.from(base64, 'base64');
}
