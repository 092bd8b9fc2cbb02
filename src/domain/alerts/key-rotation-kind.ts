import type { AlertKind } from './kind';

/** SSH keys that near the end of their lifetime. */
export const keyRotationKind: AlertKind = {
  code: 'key_rotation',
  name: 'Key rotation',
  item: 'an SSH key',
  event: 'key_rotation',
  resource: 'sshKeys',
  hasThresholds: true,
  needsSchedule: true,
  hasCollection: false,
  own: ['keys'],
  repeats: true,
  hasOneHandler: true,
  eventLogId: 4105,
};
