/**
 * Makes test/fixtures/post-quantum.json: for each scheme a root and a certificate below it, DER in base64. The composite
 * is no real one: its identifier is that of a draft, and nobody here can check such a signature anyway.
 *   node --import tsx test/support/make-post-quantum.ts     # with Node.js 24 or newer
 */
import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { objectIdentifier, sequence } from '../../src/x509/der-writer';
import { certificate, extensions, party, type Keys } from './signed-material';

const schemes = {
  'ml-dsa-65': ['ml-dsa-65', '2.16.840.1.101.3.4.3.18'],
  'slh-dsa-sha2-128s': ['slh-dsa-sha2-128s', '2.16.840.1.101.3.4.3.20'],
  composite: ['ed25519', '2.16.840.1.114027.80.8.1.28'],
} as const;

const made = Object.entries(schemes).map(([scheme, [kind, oid]]) => {
  // The types of this Node know no such keys yet.
  const generate = generateKeyPairSync as unknown as (kind: string) => Keys;
  const root = party(`${scheme} root`, generate(kind));
  const more = { algorithm: sequence(objectIdentifier(oid)), extensions: [extensions.ca, extensions.keyUsage(5, 6)] };
  const leaf = certificate(party(`${scheme} leaf`), root, { algorithm: more.algorithm, serial: '2' });
  return [scheme, { root: certificate(root, root, more).toString('base64'), leaf: leaf.toString('base64') }];
});
const file = path.join(__dirname, '..', 'fixtures', 'post-quantum.json');
writeFileSync(file, `${JSON.stringify(Object.fromEntries(made), null, 2)}\n`);
