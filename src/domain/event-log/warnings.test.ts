import { logWarnings } from './warnings';

const fine = { sinks: ['file', 'syslog'], enterpriseId: 4711, isWindows: false } as const;

it('says nothing where all is in order', () => {
  expect(logWarnings(fine)).toEqual([]);
  // Nobody sees the number where there is no receiver.
  expect(logWarnings({ ...fine, sinks: ['file'], enterpriseId: 32_473 })).toEqual([]);
  expect(logWarnings({ ...fine, sinks: ['windows'], isWindows: true })).toEqual([]);
});

it('names the enterprise number for examples until it is changed', () => {
  expect(logWarnings({ ...fine, enterpriseId: 32_473 })).toMatchObject([
    { code: 'example_enterprise_number', detail: expect.stringContaining('SYSLOG_ENTERPRISE_ID') },
  ]);
});

it('names the log of Windows where there is none', () => {
  expect(logWarnings({ ...fine, sinks: ['windows'] })).toMatchObject([{ code: 'sink_unavailable' }]);
});
