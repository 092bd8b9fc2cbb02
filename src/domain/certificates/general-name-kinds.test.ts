import { withKind } from './general-name-kinds';

it.each([
  ['web1.example.org', 'dNSName:web1.example.org'],
  ['*.example.org', 'dNSName:*.example.org'],
  ['DNS:web1', 'dNSName:web1'],
  ['DNS Name=web1.example.org', 'dNSName:web1.example.org'],
  ['dnsname:web1', 'dNSName:web1'],
  ['10.0.0.1', 'iPAddress:10.0.0.1'],
  ['IP Address:2001:DB8::1', 'iPAddress:2001:db8::1'],
  ['2001:db8::1', 'iPAddress:2001:db8::1'],
  ['ops@example.org', 'rfc822Name:ops@example.org'],
  ['email:ops@example.org', 'rfc822Name:ops@example.org'],
  ['https://example.org/a', 'uniformResourceIdentifier:https://example.org/a'],
  ['urn:example:1', 'uniformResourceIdentifier:urn:example:1'],
  ['URI:spiffe://example.org/web', 'uniformResourceIdentifier:spiffe://example.org/web'],
  ['CN=web1', undefined],
  ['two words', undefined],
  ['DNS:', undefined],
  ['', undefined],
  ['a'.repeat(301), undefined],
])('%j is %j', (text, expected) => expect(withKind(text)).toBe(expected));
