import { alertFields } from '../../../test/support/alert';
import { normalAlert } from './normal';

it('puts thresholds in order, recipients apart, and schedule and zone into one spelling', () => {
  const given = alertFields({
    ...{ thresholds: [7, 60, 30], recipients: ['a@x.example; b@x.example', 'a@x.example'] },
    ...{ schedule: { cron: '0 6 */1 * *' }, timeZone: 'europe/prague' },
  });
  expect(normalAlert(given)).toEqual({
    ...given,
    ...{ thresholds: [60, 30, 7], recipients: ['a@x.example', 'b@x.example'] },
    ...{ schedule: { cron: '0 6 * * *' }, timeZone: 'Europe/Prague' },
  });
});

it('changes nothing of what is in its form', () => {
  for (const schedule of [null, { daily: { time: '06:00' } }]) {
    const fields = normalAlert(alertFields({ schedule }));
    expect(normalAlert(fields)).toEqual(fields);
    expect(fields.schedule).toEqual(schedule);
  }
});
