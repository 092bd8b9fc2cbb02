import { isOwnSecretVariable } from '../domain/secrets/named-secret';
import { editDistance, nearest } from '../domain/values/suggestion';
import { hasFileTwin, type Setting } from './setting';
import { settings } from './settings';

/** What ours begin with. Whatever else begins so was meant for Certloom, or is spelt wrongly. */
const ownPrefix = 'CERTLOOM_';
const sharedPrefixes = ['SMTP_', 'MONGODB_', 'TEMPORAL_', 'SYSLOG_', 'CORS_'];

/** Read by `certloom export` and `certloom apply`, wherever they run. */
const forClients = /^CERTLOOM_(URL|API_KEY(_FILE)?|SECRET_.*)$/;

/** Set for the tests, which the service takes no notice of. */
const forTests = /^CERTLOOM_(TEST_.*|PWSH_CASES|CHROMIUM)$/;

/**
 * Set by the system or for other programs, however near they come to a name of ours: proxies, other protocols, what
 * Kubernetes tells of services that are called `temporal` or `mongodb`, and what the Temporal CLI and SDK read for
 * themselves.
 */
const foreign =
  /_PROXY$|^(HTTPS?|S?FTPS?|S?NTP|SNMP|AMQPS?|XMPP|STUN|SMB|IMAP|POP3)_|_SERVICE_(HOST|PORT(_.*)?)$|_PORT(_\d+_(TCP|UDP|SCTP)(_.*)?)?$|^TEMPORAL_(DEBUG|PROFILE|CONFIG_FILE|ENV|ENV_FILE|CODEC_.*)$/i;

const known = (Object.values(settings) as Setting<unknown>[]).flatMap((setting) =>
  hasFileTwin(setting) ? [setting.name, `${setting.name}_FILE`] : [setting.name],
);
const shared = known.filter((name) => !name.startsWith(ownPrefix));

/** One sentence for each variable that looks like ours and is none. Values are looked at for being there, never shown. */
export function unknownNames(env: Readonly<Record<string, string | undefined>>): string[] {
  return Object.keys(env)
    .filter((name) => !known.includes(name) && (isUnknown(name) || (env[name]?.trim() !== '' && isNearMiss(name))))
    .sort()
    .map((name) => {
      const plain = name.replace(/_FILE$/, '');
      if (known.includes(plain)) return `${name} is unknown: ${plain} holds no secret and has no form with a file`;
      const guess = nearest(name, name.startsWith(ownPrefix) ? known : shared) ?? sameBeginning(name);
      const printable = name.replace(/[^\x21-\x7e]/g, '?').slice(0, 80);
      return `${printable} is unknown${guess === undefined ? '' : `: did you mean ${guess}?`}`;
    });
}

function isUnknown(name: string): boolean {
  return name.startsWith(ownPrefix) && !forTests.test(name) && !forClients.test(name) && !isOwnSecretVariable(name);
}

function isNearMiss(name: string): boolean {
  if (name.startsWith(ownPrefix) || foreign.test(name)) return false;
  return sharedPrefixes.some((prefix) => name.startsWith(prefix)) || shared.some((one) => isWithinTwo(name, one));
}

/** `SITE_URL` is another word than `SMTP_URL`: of four letters only one may be wrong. */
function isWithinTwo(name: string, one: string): boolean {
  if (Math.abs(name.length - one.length) > 2 || editDistance(name, one) > 2) return false;
  const [words, ours] = [name.split('_'), one.split('_')];
  return words.length !== ours.length || ours.every((word, at) => editDistance(words[at]!, word) <= wrongLetters(word));
}

function wrongLetters(word: string): number {
  return Math.max(1, Math.floor(word.length / 3));
}

/** Where nothing is near, all that begin alike: `SMTP_HOST` belongs into `SMTP_URL`. */
function sameBeginning(name: string): string | undefined {
  const prefix = sharedPrefixes.find((one) => name.startsWith(one));
  if (prefix === undefined) return undefined;
  return shared.filter((one) => one.startsWith(prefix) && !one.endsWith('_FILE')).join(' or ');
}
