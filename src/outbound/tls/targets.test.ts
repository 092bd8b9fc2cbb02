import { targetsOf, type ScanAttributes } from './targets';

const scan = (change: Partial<ScanAttributes>) =>
  targetsOf({ targets: [], ports: ['443'], serverNames: [], ...change });
const short = (change: Partial<ScanAttributes>) =>
  scan(change).map(({ host, port, protocol, serverName }) => [host, port, protocol, serverName]);

describe('the targets of a scan', () => {
  it.each([
    [{ targets: ['www.example.com'] }, [['www.example.com', 443, 'tls', 'www.example.com']]],
    [{ targets: ['www.example.com.:8443'] }, [['www.example.com', 8443, 'tls', 'www.example.com']]],
    [{ targets: ['mail.example:25'] }, [['mail.example', 25, 'smtp', 'mail.example']]],
    [{ targets: ['192.0.2.7'], ports: ['2525/smtp'] }, [['192.0.2.7', 2525, 'smtp', undefined]]],
    [{ targets: ['[2001:db8::7]:636'] }, [['2001:db8::7', 636, 'tls', undefined]]],
    [{ targets: ['2001:db8::7'], ports: ['5432'] }, [['2001:db8::7', 5432, 'postgresql', undefined]]],
    [
      { targets: ['192.0.2.7'], serverNames: ['a.example'] },
      [
        ['192.0.2.7', 443, 'tls', undefined],
        ['192.0.2.7', 443, 'tls', 'a.example'],
      ],
    ],
    [{ targets: ['bücher.example'] }, [['xn--bcher-kva.example', 443, 'tls', 'xn--bcher-kva.example']]],
  ])('%j', (change, expected) => expect(short(change)).toEqual(expected));

  it.each([
    ['192.0.2.0/30', ['192.0.2.1', '192.0.2.2']],
    ['192.0.2.9/32', ['192.0.2.9']],
    ['192.0.2.8/31', ['192.0.2.8', '192.0.2.9']],
    ['2001:db8::/127', ['2001:db8::', '2001:db8::1']],
  ])('range %s has %j', (range, expected) => {
    const found = scan({ targets: [range] });
    expect(found.map(({ host }) => host)).toEqual(expected);
    expect(found.every(({ isOfRange }) => isOfRange)).toBe(true);
  });

  it.each([
    [{ targets: ['http://x'] }, 'targets', 0],
    [{ targets: ['a.example', 'b.example:0'] }, 'targets', 1],
    [{ targets: ['10.0.0.0/8'] }, 'targets', 0],
    [{ targets: ['10.0.0.0/33'] }, 'targets', 0],
    [{ targets: ['10.0.0.0/19'], ports: ['443', '8443'] }, 'targets', 0],
    [{ ports: ['70000'] }, 'ports', 0],
    [{ ports: ['443/gopher'] }, 'ports', 0],
  ])('refuses %j', (change, member, index) =>
    expect(() => scan(change)).toThrow(expect.objectContaining({ name: 'TargetFault', member, index })),
  );
});
