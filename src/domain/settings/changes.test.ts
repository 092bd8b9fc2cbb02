import { changedSettings } from './changes';
import { defaultPlatformSettings as defaults } from './platform';

describe('changedSettings', () => {
  it.each([
    { name: 'nothing', after: defaults, pointers: [] },
    { name: 'one on top', after: { ...defaults, syncTimeout: 'PT5S' }, pointers: ['/syncTimeout'] },
    {
      name: 'one inside, and a list as one',
      after: {
        ...defaults,
        upload: { ...defaults.upload, maxBytes: 2048 },
        audit: { ...defaults.audit, ignoreOperations: ['groups', 'users'] },
      },
      pointers: ['/upload/maxBytes', '/audit/ignoreOperations'],
    },
    { name: 'to null', after: { ...defaults, operations: { retention: null } }, pointers: ['/operations/retention'] },
    {
      name: 'an equal list is no change',
      after: { ...defaults, alerts: { ...defaults.alerts, fallbackRecipients: [] } },
      pointers: [],
    },
  ])('$name', ({ after, pointers }) => {
    expect(changedSettings(defaults, after)).toEqual(pointers);
  });
});
