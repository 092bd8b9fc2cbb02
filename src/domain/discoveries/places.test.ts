import { mostPlaces, placeInWords, placeKey, withSighting } from './places';

const seenAt = new Date('2030-01-02T00:00:00Z');
const sighting = { discovery: 'nightly', places: [{ host: 'a.example', port: 443 }], seenAt };
const valuesOf = (metadata: ReturnType<typeof withSighting>, name: string) =>
  metadata.find((entry) => entry.name === name)?.data;

describe('placeInWords', () => {
  it.each([
    [{ host: 'a.example', port: 443, protocol: 'TLSv1.3' }, 'a.example:443 TLSv1.3'],
    [{ host: '2001:db8::1', port: 25, sni: 'mail.example' }, '[2001:db8::1]:25 (mail.example)'],
    [{ host: 'a.example', sni: 'a.example' }, 'a.example'],
    [{ path: '/etc/tls/store.p12', alias: 'web' }, '/etc/tls/store.p12 [web]'],
    [{}, ''],
  ])('%j is %s', (place, words) => expect(placeInWords(place)).toBe(words));

  it('tells equal places by one key, whatever their order', () =>
    expect(placeKey({ port: 1, host: 'a' })).toBe(placeKey({ host: 'a', port: 1 })));
});

describe('withSighting', () => {
  const first = withSighting([], sighting);

  it('remembers each value once, with the times between which it was seen', () => {
    const later = new Date('2030-02-01T00:00:00Z');
    const places = [{ host: 'a.example', port: 8443, findings: ['weak_protocol'] }];
    const second = withSighting(first, { discovery: 'weekly', places, seenAt: later });
    expect(valuesOf(second, 'host')).toEqual(['a.example']);
    expect(valuesOf(second, 'port')).toEqual([443, 8443]);
    expect(valuesOf(second, 'discovery')).toEqual(['nightly', 'weekly']);
    expect(valuesOf(second, 'finding')).toEqual(['weak_protocol']);
    expect([valuesOf(second, 'firstSeenAt'), valuesOf(second, 'lastSeenAt')]).toEqual([[seenAt], [later]]);
  });

  it('changes nothing when it is told the same again, or something older', () => {
    expect(withSighting(first, sighting)).toEqual(first);
    const older = withSighting(first, { ...sighting, seenAt: new Date('2029-01-01T00:00:00Z') });
    expect(valuesOf(older, 'lastSeenAt')).toEqual([seenAt]);
  });

  it('leaves what is not of discoveries, and forgets the oldest places', () => {
    const foreign = { name: 'rack', contentType: 'string', data: ['7'] };
    const places = Array.from({ length: mostPlaces + 5 }, (_, index) => ({ port: index + 1 }));
    const metadata = withSighting([foreign], { ...sighting, places });
    expect(metadata).toContainEqual(foreign);
    expect(valuesOf(metadata, 'port')).toHaveLength(mostPlaces);
    expect(valuesOf(metadata, 'port')?.[0]).toBe(6);
  });
});
