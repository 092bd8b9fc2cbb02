import { expect, it } from 'vitest';
import { screenOf } from './used-by';

it.each([
  ['an object by its id', { kind: 'raProfile', uuid: 'u', name: 'web' }, '/ra-profiles/u'],
  ['a job, whose screen has another name', { kind: 'scheduledJob', uuid: 'u', name: 'nightly' }, '/jobs/u'],
  ['a workflow', { kind: 'definition', uuid: 'u', name: 'renew' }, '/builder/definitions/u'],
  ['a script, whose screen is by name', { kind: 'script', uuid: 'u', name: 'notify' }, '/scripts/notify'],
  ['one that may not be seen', { kind: 'trigger', uuid: 'u', name: null }, undefined],
  ['a kind without a screen', { kind: 'settings', uuid: 'u', name: 'settings' }, undefined],
])('leads to the screen of %s', (_, user, screen) => expect(screenOf(user)).toBe(screen));
