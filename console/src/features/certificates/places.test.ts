import { expect, it } from 'vitest';
import { otherMetadata, sightingsOf } from './places';

const entry = (name: string, ...data: readonly unknown[]) => ({ name, contentType: 'string', data: [...data] });

it('reads where it was seen, by whom and when, and leaves what others wrote', () => {
  const metadata = [
    entry('place', 'a:443', 'b:25 smtp'),
    entry('discovery', 'd'),
    entry('port', 443),
    entry('lastSeenAt', '2026-01-02T00:00:00.000Z'),
    entry('ticket', 7),
  ];
  expect(sightingsOf({ metadata })).toEqual({
    ...{ places: ['a:443', 'b:25 smtp'], discoveries: ['d'], firstSeenAt: null, findings: [] },
    lastSeenAt: '2026-01-02T00:00:00.000Z',
  });
  expect(otherMetadata({ metadata })).toEqual([entry('ticket', 7)]);
});
