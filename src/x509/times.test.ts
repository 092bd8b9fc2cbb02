import { decodeTime } from './times';

const UTC = 0x17;
const GENERALIZED = 0x18;

function decode(tag: number, text: string): { time: string | undefined; warning: string | null } {
  const bytes = Buffer.from(text, 'latin1');
  const { time, warning } = decodeTime(bytes, tag, 0, bytes.length);
  return { time: time?.toISOString(), warning };
}

describe('decodeTime', () => {
  it.each([
    { tag: UTC, text: '240229235959Z', time: '2024-02-29T23:59:59.000Z', warning: null },
    { tag: UTC, text: '491231235959Z', time: '2049-12-31T23:59:59.000Z', warning: null },
    { tag: UTC, text: '500101000000Z', time: '1950-01-01T00:00:00.000Z', warning: null },
    { tag: GENERALIZED, text: '20500101000000Z', time: '2050-01-01T00:00:00.000Z', warning: null },
    { tag: GENERALIZED, text: '99991231235959Z', time: '9999-12-31T23:59:59.000Z', warning: null },
    { tag: GENERALIZED, text: '00010101000000Z', time: '0001-01-01T00:00:00.000Z', warning: null },
    { tag: UTC, text: '2401010000Z', time: '2024-01-01T00:00:00.000Z', warning: 'time_without_seconds' },
    { tag: UTC, text: '240101000000+0130', time: '2023-12-31T22:30:00.000Z', warning: 'time_with_offset' },
    { tag: UTC, text: '240101000000-0100', time: '2024-01-01T01:00:00.000Z', warning: 'time_with_offset' },
    { tag: GENERALIZED, text: '20240101000000.25Z', time: '2024-01-01T00:00:00.250Z', warning: 'time_with_fraction' },
    {
      tag: GENERALIZED,
      text: '20240101000000.123456Z',
      time: '2024-01-01T00:00:00.123Z',
      warning: 'time_with_fraction',
    },
  ])('$text', ({ tag, text, time, warning }) => {
    expect(decode(tag, text)).toEqual({ time, warning });
  });

  it.each([
    [UTC, ''],
    [UTC, 'Z'],
    [UTC, '230229000000Z'],
    [UTC, '240230000000Z'],
    [UTC, '241301000000Z'],
    [UTC, '240001000000Z'],
    [UTC, '240100000000Z'],
    [UTC, '240132000000Z'],
    [UTC, '240101240000Z'],
    [UTC, '240101006000Z'],
    [UTC, '240101000060Z'],
    [UTC, '240101000000'],
    [UTC, '240101000000ZZ'],
    [UTC, '240101000000z'],
    [UTC, '2401010000000Z'],
    [UTC, '24010100000xZ'],
    [UTC, '240101000000+1'],
    [UTC, '240101000000+9900'],
    [UTC, ' 40101000000Z'],
    [GENERALIZED, '240101000000Z'],
    [GENERALIZED, '00000229000061Z'],
    [GENERALIZED, '00000101000000Z'],
    [GENERALIZED, '00010101000000+0100'],
    [GENERALIZED, '99991231235959-0100'],
    [0x13, '240101000000Z'],
  ])('tag %i, %s is no time', (tag, text) => {
    expect(decode(tag, text)).toEqual({ time: undefined, warning: 'time_unreadable' });
  });
});
