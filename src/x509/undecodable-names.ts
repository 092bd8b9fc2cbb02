/** The octets of names that the reader can show in part only, for whoever has to tell one from the other. */
import type { Undecodable, UndecodableNames } from '../domain/certificates/succession';
import type { DerReader } from './der';
import { derTags, type DerElement } from './der';
import { cutSkeleton } from './facts';
import { generalNameText } from './general-names';
import { decodeOid, extensionOids } from './oids';
import { decodeString } from './strings';

const silent = () => undefined;
const replacement = '\uFFFD';

/** Null for what is no certificate. Texts are those of `readCertificate`. */
export function readUndecodableNames(der: Buffer): UndecodableNames | null {
  try {
    const { reader, skeleton } = cutSkeleton(der, silent);
    return {
      names: skeleton.extensions === null ? [] : namesIn(reader, der, skeleton.extensions),
      subject: valuesIn(reader.fork(), der, skeleton.subject),
    };
  } catch {
    return null;
  }
}

/** Of the first extension with alternative names: of two the first counts everywhere. */
function namesIn(reader: DerReader, der: Buffer, extensions: DerElement): Undecodable[] {
  const outer = reader.fork();
  for (const extension of outer.children(extensions)) {
    const parts = outer.children(extension);
    const [type, content] = [parts[0], parts.at(-1)];
    if (type?.tag !== derTags.oid || content?.tag !== derTags.octetString) continue;
    if (decodeOid(der, type.contentStart, type.contentEnd) !== extensionOids.subjectAltName) continue;
    const inner = reader.fork();
    const value = inner.elementAt(content.contentStart, content.contentEnd);
    return (value === null ? [] : inner.children(value)).flatMap((name) => {
      const text = generalNameText(inner, der, name, silent);
      return text === null || !text.includes(replacement) ? [] : { text, octets: hexOf(der, name.start, name.end) };
    });
  }
  return [];
}

function valuesIn(reader: DerReader, der: Buffer, name: DerElement): (Undecodable & { readonly oid: string })[] {
  const pairs = reader.children(name).flatMap((set) => reader.children(set));
  return pairs.flatMap((pair) => {
    const [type, value] = reader.children(pair);
    const oid = type?.tag === derTags.oid ? decodeOid(der, type.contentStart, type.contentEnd) : null;
    if (oid === null || value === undefined) return [];
    const text = decodeString(der, value.tag, value.contentStart, value.contentEnd)?.text;
    if (text === undefined || !text.includes(replacement)) return [];
    return { oid, text, octets: hexOf(der, value.contentStart, value.contentEnd) };
  });
}

function hexOf(der: Buffer, start: number, end: number): string {
  return der.toString('hex', start, end);
}
