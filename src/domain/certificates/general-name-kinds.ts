/** Kinds of alternative names (RFC 5280, section 4.2.1.6), as they stand in front of each name. */
export const generalNameKinds = [
  'dNSName',
  'iPAddress',
  'rfc822Name',
  'uniformResourceIdentifier',
  'directoryName',
  'registeredID',
  'otherName',
  'x400Address',
  'ediPartyName',
] as const;
type Kind = (typeof generalNameKinds)[number];

/** What OpenSSL, Windows and people write for them, in lower case. */
const otherWords: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ...generalNameKinds.map((kind) => [kind.toLowerCase(), kind] as const),
  ['dns', 'dNSName'],
  ['dns name', 'dNSName'],
  ['ip', 'iPAddress'],
  ['ip address', 'iPAddress'],
  ['email', 'rfc822Name'],
  ['rfc822', 'rfc822Name'],
  ['rfc822 name', 'rfc822Name'],
  ['uri', 'uniformResourceIdentifier'],
  ['url', 'uniformResourceIdentifier'],
  ['dirname', 'directoryName'],
  ['rid', 'registeredID'],
]);
const longestGuess = 300;

/**
 * An alternative name as it is stored, guessed from what people and other tools write for it: `DNS:web1.example.org`,
 * `10.0.0.1`, `ops@example.org`. Undefined where it could be anything.
 */
export function withKind(text: string): string | undefined {
  const given = text.trim();
  if (given === '' || given.length > longestGuess) return undefined;
  const mark = /^([A-Za-z0-9 ]{2,25})[:=]/.exec(given);
  const named = mark === null ? undefined : otherWords.get(mark[1]!.trimEnd().toLowerCase());
  const name = named === undefined ? given : given.slice(mark![0].length).trimStart();
  const kind = named ?? kindOf(name);
  if (kind === undefined || name === '') return undefined;
  return `${kind}:${kind === 'iPAddress' ? name.toLowerCase() : name}`;
}

function kindOf(name: string): Kind | undefined {
  if (/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(name) || /^urn:/i.test(name)) return 'uniformResourceIdentifier';
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(name) || /^[0-9A-Fa-f]*:[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*$/.test(name)) {
    return 'iPAddress';
  }
  if (/^[^@\s]+@[^@\s]+$/.test(name)) return 'rfc822Name';
  return /^[A-Za-z0-9_*.-]+$/.test(name) ? 'dNSName' : undefined;
}
