import { derTags, type DerElement, type DerReader } from './der';
import { decodeOid } from './oids';

/** Extensions with the first element of their value; null when there is none. */
export function extensionsIn(reader: DerReader, bytes: Buffer, list: DerElement) {
  return reader.children(list).flatMap((extension) => {
    const parts = reader.children(extension);
    const [type, flag, content] = [parts[0], parts[1], parts.at(-1)];
    const oid = type?.tag === derTags.oid ? decodeOid(bytes, type.contentStart, type.contentEnd) : null;
    if (oid === null || content?.tag !== derTags.octetString) return [];
    const critical = flag?.tag === derTags.boolean && bytes[flag.contentStart] !== 0;
    return [{ oid, critical, content, value: reader.fork().elementAt(content.contentStart, content.contentEnd) }];
  });
}
