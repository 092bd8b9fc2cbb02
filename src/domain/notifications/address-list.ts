import { cutText, visibleText } from './visible-text';

const unquotedAddress = /^[^\s@<>,;:"()[\]\\\p{C}]{1,64}@[\p{L}\p{N}](?:[\p{L}\p{N}.-]{0,251}[\p{L}\p{N}])?$/u;
/** Characters of what is told of a piece that is no address. */
const toldCharacters = 60;
/** Pieces of one text that are looked at. */
const mostPieces = 200;

/** An RFC 5321 mailbox without quoted parts, comments or literals; nothing that could open a second header or address. */
export function isMailAddress(text: unknown): text is string {
  return typeof text === 'string' && text.length <= 254 && unquotedAddress.test(text) && !text.includes('..');
}

export interface AddressList {
  readonly addresses: readonly string[];
  /** The rest, for people: visible characters, cut. */
  readonly unusable: readonly string[];
}

/**
 * The addresses of a text as people write them: several, apart by comma, semicolon, line or blank; with a name
 * (`Team <a@b.example>`, `"Doe, Jane" <a@b.example>`); with `mailto:`. What is left over is no address and is returned,
 * so that it can be told.
 */
export function parseAddressList(text: string): AddressList {
  const pieces = piecesOf(text);
  const read = pieces.slice(0, mostPieces).map(addressesOf);
  const beyond = pieces.length > mostPieces ? [`${pieces.length - mostPieces} more`] : [];
  return {
    addresses: read.flatMap(({ addresses }) => addresses),
    unusable: [...read.flatMap(({ unusable }) => unusable), ...beyond],
  };
}

/** Split at separators outside quotes and angle brackets. An opening sign without its end is a character like others. */
function piecesOf(text: string): string[] {
  const pattern = /"[^"]*"|<[^<>]*>|[,;\r\n]|[^",;\r\n<]+|["<]/g;
  const pieces = [''];
  for (const [token] of text.matchAll(pattern)) {
    if (/^[,;\r\n]$/.test(token)) pieces.push('');
    else pieces[pieces.length - 1] += token;
  }
  return pieces.map((piece) => piece.trim()).filter((piece) => piece !== '');
}

function addressesOf(piece: string): AddressList {
  const bracketed = /^[^<>]*<([^<>]*)>$/.exec(piece)?.[1];
  if (bracketed !== undefined) return listOf([bracketed.trim()], piece);
  // `a@x b@y`: blanks stand between addresses only where every part is one.
  const words = piece.split(/\s+/);
  return words.every((word) => isMailAddress(bare(word))) ? listOf(words, piece) : listOf([piece], piece);
}

function listOf(candidates: readonly string[], piece: string): AddressList {
  const addresses = candidates.map(bare);
  if (addresses.every(isMailAddress)) return { addresses, unusable: [] };
  return { addresses: [], unusable: [cutText(visibleText(piece), toldCharacters)] };
}

function bare(text: string): string {
  return text.replace(/^mailto:/i, '');
}
