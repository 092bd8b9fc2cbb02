import { completeSettings, defaultPlatformSettings as defaults } from './platform';

describe('completeSettings', () => {
  it.each([
    { name: 'nothing', stored: undefined, expected: defaults },
    { name: 'no object', stored: 'x', expected: defaults },
    {
      name: 'some members',
      stored: { audit: { verbose: true } },
      expected: { ...defaults, audit: { ...defaults.audit, verbose: true } },
    },
    {
      name: 'null where it means something',
      stored: { eventHistory: { retention: null } },
      expected: { ...defaults, eventHistory: { retention: null } },
    },
    { name: 'members of another release', stored: { audit: { old: 1 }, older: 2 }, expected: defaults },
    {
      name: 'a list',
      stored: { audit: { ignoreOperations: ['groups'] } },
      expected: { ...defaults, audit: { ...defaults.audit, ignoreOperations: ['groups'] } },
    },
  ])('$name', ({ stored, expected }) => {
    expect(completeSettings(stored)).toEqual(expected);
  });
});
