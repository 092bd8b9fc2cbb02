import type { AlertKindCode } from './kind';

/** A name in braces that the texts of an alert may hold. */
export interface AlertToken {
  /** As it is shown; read without regard to case. Ends in `:` where a name follows. */
  readonly name: string;
  readonly kinds: readonly AlertKindCode[];
  readonly meaning: string;
  readonly example: string;
}

const certificates = ['expiration', 'issued'] as const;
const requests = ['pending', 'issued', 'denied'] as const;
const all = ['expiration', 'pending', 'issued', 'denied'] as const;

function token(name: string, kinds: readonly AlertKindCode[], meaning: string, example: string): AlertToken {
  return { name, kinds, meaning, example };
}

/** Every token, with the kinds of alerts that have it: the one table, which docs/alerts.md shows too. */
export const alertTokens: readonly AlertToken[] = [
  token('cn', all, 'Common name of the subject.', 'www.example.com'),
  token('dn', all, 'Distinguished name of the subject (RFC 4514).', 'CN=www.example.com,O=Example'),
  token('rcn', ['pending', 'denied'], 'Common name that was requested.', 'www.example.com'),
  token('rdn', ['pending', 'denied'], 'Distinguished name that was requested.', 'CN=www.example.com'),
  token('certemail', certificates, 'E-mail addresses in the certificate.', 'web@example.com'),
  token('certnotbefore', certificates, 'When the certificate begins (UTC).', '2027-01-01 00:00:00'),
  token('certnotafter', certificates, 'When the certificate ends (UTC).', '2027-12-31 23:59:59'),
  token('issuerDN', certificates, 'Distinguished name of the issuer.', 'CN=Example CA'),
  token('san', all, 'Alternative names.', 'dNSName:www.example.com'),
  token('template', all, 'RA profile, else the template that the certificate names.', 'Web servers'),
  token('thumbprint', certificates, 'SHA-1 of the certificate, upper-case hex.', '3F2A…'),
  token('fingerprint', [...certificates, 'key_rotation'], 'SHA-256, lower-case hex.', '9b1c…'),
  token('serial', certificates, 'Serial number, hex.', '1a2b3c'),
  token('daysleft', ['expiration'], 'Whole days to the end, by the UTC calendar.', '30'),
  token('threshold', ['expiration'], 'The threshold that was reached, in days.', '30'),
  token('locations:certstore', certificates, 'Where it was found.', 'web1.example.com:443'),
  token('requester', all, 'Who asked for it.', 'jane'),
  token('requester:mail', all, 'Mail address of the requester.', 'jane@example.com'),
  token('requester:givenname', all, 'Given name of the requester.', 'Jane'),
  token('requester:sn', all, 'Surname of the requester.', 'Doe'),
  token('requester:displayname', all, 'Full name of the requester.', 'Jane Doe'),
  token('principal:mail', certificates, 'Mail address of the person that the certificate names.', 'jane@example.com'),
  token('principal:givenname', certificates, 'Given name of that person.', 'Jane'),
  token('principal:sn', certificates, 'Surname of that person.', 'Doe'),
  token('owner', all, 'Owner of the certificate.', 'Jane Doe'),
  token('owner:mail', [...all, 'key_rotation'], 'Mail address of the owner.', 'jane@example.com'),
  token('metadata:', all, 'A custom attribute by its name, as in `{metadata:CostCentre}`.', '4711'),
  token('reqid', requests, 'Id of the request.', '0c5e…'),
  token('careqid', requests, 'Id of the request at the authority.', '1234'),
  token('subdate', requests, 'When it was asked for (UTC).', '2027-01-01 00:00:00'),
  token('apprlink', ['pending'], 'Where the request is approved.', 'https://certloom.example/…'),
  token('dnldlink', ['issued'], 'Where the certificate is.', 'https://certloom.example/…'),
  token('cmnt', ['denied'], 'Why it was denied.', 'not our domain'),
  token('comment', ['key_rotation'], 'Comment of the key.', 'deploy@build1'),
  token('keylength', ['key_rotation'], 'Length of the key in bits.', '2048'),
  token('keytype', ['key_rotation'], 'Type of the key.', 'ssh-rsa'),
  token('serverlogons', ['key_rotation'], 'Servers on which the key may log on.', 'build1, build2'),
  token('username', ['key_rotation'], 'User of the key.', 'deploy'),
  token('url', ['revocation_monitoring'], 'Address of the endpoint.', 'http://crl.example.com/ca.crl'),
  token('endpointtype', ['revocation_monitoring'], '`crl` or `ocsp`.', 'crl'),
  token('state', ['revocation_monitoring'], 'What the check came to.', 'warning'),
  token('nextupdate', ['revocation_monitoring'], 'When the list or answer ends (UTC).', '2027-01-08 00:00:00'),
  token('detail', ['revocation_monitoring'], 'More about the state.', 'connection refused'),
];

export function tokensOf(kind: AlertKindCode): readonly AlertToken[] {
  return alertTokens.filter(({ kinds }) => kinds.includes(kind));
}
