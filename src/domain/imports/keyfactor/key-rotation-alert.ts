import { alertOf, scheduleOf } from './alert';

const defaultDays = 30;

/** An alert on SSH keys whose lifetime ends. */
export const keyRotationAlertKind = alertOf({
  ...{ kind: 'KeyRotationAlert', code: 'key_rotation', lists: ['KeyRotationAlerts'], looksUp: [] },
  fits: (value) => 'RotationWarningDays' in value,
  own: (item, context) => ({
    thresholds: [item.at('RotationWarningDays').whole() ?? defaultDays],
    schedule: scheduleOf(item, context),
  }),
});
