import { readHostPort } from './host-port';
import { renewalHandler } from './renewal-handler';

it.each([
  ['www.example.com:443', { host: 'www.example.com', port: 443 }],
  ['192.0.2.7:8443', { host: '192.0.2.7', port: 8443 }],
  ['[2001:db8::7]:443', { host: '2001:db8::7', port: 443 }],
  [' web:1 ', { host: 'web', port: 1 }],
])('reads %s', (text, expected) => expect(readHostPort(text)).toEqual(expected));

it.each([
  'www.example.com',
  ':443',
  'web:0',
  'web:65536',
  'https://web:443',
  'we b:443',
  '2001:db8::7:443',
  'web/x:443',
])('refuses %s', (text) => expect(readHostPort(text)).toBeUndefined());

it('is checked when a renewal is saved, unless tokens say what it will be', () => {
  const faults = (verifyEndpoint: string) => renewalHandler.faults!({ verifyEndpoint }).map(({ pointer }) => pointer);
  expect(['web:443', '{cn}:443', '$(host):443', 'web'].map(faults)).toEqual([[], [], [], ['/verifyEndpoint']]);
});
