import { DerReader } from './der';
import { writeGeneralName } from './general-name-writer';
import { generalNameText } from './general-names';

it.each([
  'dNSName:*.example.org',
  'rfc822Name:a.b@example.org',
  'uniformResourceIdentifier:spiffe://example.org/service?x=1',
  'iPAddress:192.0.2.7',
  'iPAddress:2001:db8::1',
  'iPAddress:::',
  'iPAddress:::1',
  'iPAddress:1:2:3:4:5:6:7:8',
  'iPAddress:::ffff:c000:207',
])('%s is read as it was written', (text) => {
  const der = writeGeneralName(text);
  const reader = new DerReader(der);
  const warnings: string[] = [];
  const read = generalNameText(reader, der, reader.elementAt(0, der.length)!, (code) => warnings.push(code));
  expect({ read, warnings }).toEqual({ read: text, warnings: [] });
});

it.each([
  'dNSName:bücher.example',
  'dNSName:',
  'dNSName:a b',
  'iPAddress:1.2.3',
  'iPAddress:fe80::1%eth0',
  'otherName:1.2.3:x',
  'registeredID:1.2.3',
  'constructor:x',
  'example.org',
])('%s is refused', (text) => expect(() => writeGeneralName(text)).toThrow('cannot be written as a name'));
